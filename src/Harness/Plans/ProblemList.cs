namespace Harness.Plans;

/// <summary>Collects what is wrong with a plan while it is read, so that all of it is told at once.</summary>
internal sealed class ProblemList
{
    /// <summary>More than this many are not kept: nobody reads them, and a file of nonsense must not fill the memory.</summary>
    public const int Most = 500;

    private readonly HashSet<Problem> problems = [];
    private readonly HashSet<Problem> warnings = [];

    public bool IsEmpty => problems.Count == 0;

    public IReadOnlyList<Problem> Problems => InOrder(problems);

    public IReadOnlyList<Problem> Warnings => InOrder(warnings);

    public void Add(Problem problem) => AddTo(problems, problem);

    public void Warn(Problem problem) => AddTo(warnings, problem);

    private static void AddTo(HashSet<Problem> all, Problem problem)
    {
        if (all.Count < Most)
            all.Add(problem);
    }

    private static Problem[] InOrder(IEnumerable<Problem> all) =>
    [
        .. all.OrderBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)
            .ThenBy(p => p.Message, StringComparer.Ordinal),
    ];
}
