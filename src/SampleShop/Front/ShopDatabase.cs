using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>The one SQLite file that the fronts share. Connections are pooled; open one for each piece of work.</summary>
internal sealed class ShopDatabase(string file)
{
    private const int WaitForLockSeconds = 5;

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        DefaultTimeout = WaitForLockSeconds,
    }.ToString();

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // busy_timeout polls every few milliseconds; the driver's own wait for a lock sleeps 150 ms at a time.
            // NORMAL cannot damage a WAL database; a power cut may lose the last orders, a kill -9 loses none.
            connection.Run($"PRAGMA busy_timeout = {WaitForLockSeconds * 1000}; PRAGMA synchronous = NORMAL;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
