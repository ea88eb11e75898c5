namespace Harness.Plans;

/// <summary>A straight line of the load, from where the stage before ended to <paramref name="Target"/>.</summary>
/// <param name="Name">Its <c>name</c>, else its number from 1; what the selector <c>stage:</c> means.</param>
/// <param name="Duration">How long; zero is a jump.</param>
/// <param name="Target">Iterations a second (open) or virtual users (closed) at its end.</param>
public sealed record Stage(string Name, TimeSpan Duration, double Target);
