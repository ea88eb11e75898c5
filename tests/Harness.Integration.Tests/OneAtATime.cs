using Xunit.Sdk;
using Xunit.v3;

// Loads, faults and a browser at once would make a small machine the cause of failures.
[assembly: Parallelization(Mode = ParallelMode.None)]
