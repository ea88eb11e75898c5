using Harness.Checks;

namespace Harness.Reports;

/// <summary>A stretch of the run in one phase.</summary>
/// <param name="From">Seconds from t = 0.</param>
/// <param name="To">Its end.</param>
/// <param name="Name">As the selector <c>phase:</c> says it: <c>baseline</c>, the faults in force joined by +, <c>recovery</c>, <c>after</c>; or <c>warm-up</c>.</param>
/// <param name="Faults">Those in force.</param>
internal sealed record PhaseSpan(double From, double To, string Name, IReadOnlyList<FaultStory> Faults);
