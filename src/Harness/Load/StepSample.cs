using Harness.Protocols;

namespace Harness.Load;

/// <summary>What one step came to.</summary>
/// <param name="Step">Its number among the steps that send something.</param>
/// <param name="Stage">The name of the stage in which its iteration was due.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Ended">When its last byte was there.</param>
/// <param name="Answer">What came back, or null where it was not sent because a variable was unset.</param>
/// <param name="ChecksHeld">A bit for each of the step's checks that held; none does where it was not sent.</param>
/// <param name="Error">Why it failed, for people, or null.</param>
/// <param name="Request">What was sent, or null where nothing was.</param>
internal readonly record struct StepSample(int Step, string Stage, TimeSpan Due, TimeSpan Ended, Answer? Answer, ulong ChecksHeld, string? Error, Request? Request = null);
