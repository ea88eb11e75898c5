using System.Globalization;

namespace Harness.Faults.AtStart;

/// <summary>What libfaketime leaves behind of a process that was killed: it had no moment to take its shared memory away.</summary>
internal static class FakeTime
{
    /// <summary>The variable that names the file with the offset.</summary>
    public const string FileVariable = "FAKETIME_TIMESTAMP_FILE";

    /// <summary>Takes away what a process that is gone has left, where it was started with libfaketime.</summary>
    public static void Sweep(Launch launch, int processId)
    {
        if (!launch.Environment.ContainsKey(FileVariable) || ProcessIdentity.Of(processId) is not null) return;
        foreach (var name in (string[])["faketime_shm_", "sem.faketime_sem_"]) File.Delete($"/dev/shm/{name}{processId.ToString(CultureInfo.InvariantCulture)}");
    }
}
