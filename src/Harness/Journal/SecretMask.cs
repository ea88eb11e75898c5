namespace Harness.Journal;

/// <summary>Replaces the values of <c>${env:…}</c> by stars wherever text leaves the harness, also where a target echoes them.</summary>
public sealed class SecretMask
{
    private readonly string[] needles;

    /// <summary>Masks these values.</summary>
    public SecretMask(IEnumerable<string> secrets) => needles = [.. secrets.Distinct().OrderByDescending(s => s.Length)];

    /// <summary>Nothing is secret.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>What stands in a secret's place.</summary>
    public const string Stars = "***";

    /// <summary>The text with every secret replaced.</summary>
    public string Apply(string text) => needles.Aggregate(text, (masked, needle) => masked.Replace(needle, Stars, StringComparison.Ordinal));

    /// <summary>The entry with every secret replaced in the texts that come from outside: what a target answers, writes or fails with.</summary>
    public Entry Apply(Entry entry) => needles.Length == 0 ? entry : entry switch
    {
        StepFrame frame => frame with
        {
            Errors = frame.Errors.GroupBy(e => Apply(e.Key), e => e.Value).ToDictionary(g => g.Key, g => g.Sum()),
            Samples = frame.Samples?.GroupBy(s => Apply(s.Key), s => Apply(s.Value)).ToDictionary(g => g.Key, g => g.First()),
        },
        RunStopping stop => stop with { Message = Apply(stop.Message) },
        FaultChanged { Note: { } note } change => change with { Note = Apply(note) },
        SignalsLost lost => lost with { Note = Apply(lost.Note) },
        LeftoverHealed leftover => leftover with { Note = Apply(leftover.Note) },
        RunStarted start => start with { Command = Apply(start.Command), Files = [.. start.Files.Select(file => file with { Text = Apply(file.Text) })] },
        _ => entry,
    };
}
