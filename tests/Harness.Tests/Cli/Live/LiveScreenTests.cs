using Harness.Checks;
using Harness.Cli.Live;
using Harness.Running;
using Harness.Tests.Reports;
using Spectre.Console;

namespace Harness.Tests.Cli.Live;

public sealed class LiveScreenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Dispose_DrawingThrewSomethingUnheardOf_NeverThrowsAndSaysItOnce(int failures)
    {
        using var control = new RunControl();
        using var output = new Failing(failures);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        using (var screen = new LiveScreen(console, control, TimeProvider.System))
        {
            screen.Start(new LiveFold(new RunFold(SamplePlan.Checkout(resilient: true))));
            screen.Events.WriteLine("an event");
            Assert.True(SpinWait.SpinUntil(() => output.Thrown, TimeSpan.FromSeconds(30)));
        }

        var said = output.ToString().Split('\n').Where(line => line.Contains("the live view has stopped: NotSupportedException: no such cell", StringComparison.Ordinal));
        Assert.Equal(failures == 1 ? 1 : 0, said.Count());
        if (failures == 1) Assert.Contains("an event\n", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A terminal that fails so often in a way that no terminal does, and then works.</summary>
    private sealed class Failing(int failures) : StringWriter
    {
        private int left = failures;

        public bool Thrown { get; private set; }

        public override void Write(char value) => base.Write(Checked(value));

        public override void Write(char[] buffer, int index, int count) => base.Write(Checked(buffer), index, count);

        public override void Write(string? value) => base.Write(Checked(value));

        private T Checked<T>(T value)
        {
            if (left == 0) return value;
            left--;
            Thrown = true;
            throw new NotSupportedException("no such cell");
        }
    }
}
