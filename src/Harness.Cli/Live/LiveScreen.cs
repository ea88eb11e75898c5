using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Harness.Journal;
using Harness.Running;
using Spectre.Console;

namespace Harness.Cli.Live;

/// <summary>
/// The live view on a terminal: events scroll by above, the view below them is redrawn in place a few times a second, and keys are read. At the
/// end the last view stays, and the cursor is where it belongs.
/// </summary>
internal sealed class LiveScreen : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole console;
    private readonly RunControl control;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<string> events = new();
    private readonly CancellationTokenSource ended = new();
    private Task loop = Task.CompletedTask;
    private LiveFold? fold;
    private TimeSpan? closed;
    private long seenAt;
    private IReadOnlyList<int> drawn = [];

    public LiveScreen(IAnsiConsole console, RunControl control, TimeProvider time) => (this.console, this.control, this.time) = (console, control, time);

    /// <summary>True where a terminal can redraw what it shows and has keys.</summary>
    public static bool IsPossible(IAnsiConsole console) => console.Profile.Capabilities is { Interactive: true, Ansi: true } && !Console.IsOutputRedirected && !Console.IsInputRedirected;

    /// <summary>Takes event lines.</summary>
    public TextWriter Events => new LineWriter(events);

    /// <summary>Begins to draw.</summary>
    /// <param name="live">What to draw.</param>
    public IJournalConsumer Start(LiveFold live)
    {
        fold = live;
        loop = Task.Run(Loop);
        return live;
    }

    private async Task Loop()
    {
        if (await Show().ConfigureAwait(false) is not { } failure) return;
        // A view that cannot be drawn is an event like others; without it events scroll by and keys are read as before.
        fold = null;
        events.Enqueue($"the live view has stopped: {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}");
        await Show().ConfigureAwait(false);
    }

    /// <summary>Draws until the end, or until the terminal is gone; what else came between, or null.</summary>
    private async Task<Exception?> Show()
    {
        try
        {
            console.Cursor.Hide();
            while (!ended.IsCancellationRequested)
            {
                ReadKeys();
                Redraw();
                await Task.Delay(Interval, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            // The terminal is gone. The run goes on, or ends by the signal that came with it; its report is written all the same.
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Leave()
    {
        try
        {
            Redraw();
            console.Cursor.Show();
        }
        catch (Exception)
        {
            // Nobody is there to see it, or it was said before; the run has its verdict and its report to give yet.
        }
    }

    private void ReadKeys()
    {
        while (Console.KeyAvailable)
        {
            switch (char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar))
            {
                case 'q': control.Stop("the key q"); break;
                case 'f': control.StopFaults("the key f"); break;
            }
        }
    }

    private void Redraw()
    {
        // Drawn before anything is taken from the events: what cannot be drawn must not take them along.
        IReadOnlyList<IReadOnlyList<LiveSpan>> lines = [];
        if (fold?.View is { } view)
        {
            if (view.Closed != closed) (closed, seenAt) = (view.Closed, time.GetTimestamp());
            lines = [.. new LiveText(Math.Max(20, console.Profile.Width - 1), Math.Max(5, console.Profile.Height - 2), console.Profile.Capabilities.Unicode).Draw(view, view.Closed + time.GetElapsedTime(seenAt))];
        }
        var text = new StringBuilder();
        // A terminal that was narrowed since has wrapped what was drawn: each line takes as many rows as it needs now.
        var rows = drawn.Sum(cells => Math.Max(1, (cells + console.Profile.Width - 1) / console.Profile.Width));
        if (rows > 0) text.Append(CultureInfo.InvariantCulture, $"\u001b[{rows}F\u001b[0J");
        while (events.TryDequeue(out var happened)) text.Append(happened).Append('\n');
        foreach (var line in lines) text.Append(string.Concat(line.Select(Paint))).Append('\n');
        drawn = [.. lines.Select(line => line.Sum(span => Cells.Of(span.Text)))];
        console.Profile.Out.Writer.Write(text.ToString());
        console.Profile.Out.Writer.Flush();
    }

    private static string Paint(LiveSpan span) => span.Style switch
    {
        LiveStyle.Strong => Ink.Strong(span.Text),
        LiveStyle.Dim => Ink.Dim(span.Text),
        LiveStyle.Good => Ink.Good(span.Text),
        LiveStyle.Bad => Ink.Bad(span.Text),
        LiveStyle.Fault => Ink.Fault(span.Text),
        _ => span.Text,
    };

    /// <summary>Draws the end of it and gives the terminal back.</summary>
    public void Dispose()
    {
        ended.Cancel();
        if (loop.Wait(TimeSpan.FromSeconds(2))) Leave();
        ended.Dispose();
    }

    private sealed class LineWriter(ConcurrentQueue<string> lines) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => lines.Enqueue(value ?? "");
    }
}
