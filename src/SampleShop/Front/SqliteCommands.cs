using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>Commands with their parameters in one line, so that the SQL is what one reads.</summary>
internal static class SqliteCommands
{
    [SuppressMessage("Security", "CA2100", Justification = "Every caller passes a constant; values go in as parameters.")]
    public static SqliteCommand Command(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        // CreateCommand enlists the command in the connection's transaction.
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <returns>The number of rows changed.</returns>
    public static int Run(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }
}
