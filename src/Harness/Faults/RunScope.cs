namespace Harness.Faults;

/// <summary>Where a run's started targets belong.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Folder">Its folder; targets' logs go to <c>logs</c> in it.</param>
/// <param name="Ledger">Written before anything is created.</param>
public sealed record RunScope(string Run, string Folder, Ledger Ledger)
{
    /// <summary>The folder of the targets' logs; made where it is not there.</summary>
    public string Logs => Directory.CreateDirectory(Path.Combine(Folder, "logs")).FullName;

    /// <summary>Notes that something is gone. Where the disk refuses, the ledger still says that it is there, and removing it again is as good as once.</summary>
    public void Note(LedgerEntry gone)
    {
        try
        {
            Ledger.Write(gone);
        }
        catch (IOException)
        {
            // Only what is about to be done must be on disk first.
        }
    }
}
