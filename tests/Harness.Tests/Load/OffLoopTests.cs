using System.Globalization;
using System.Text;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Load;

/// <summary>A load whose steps run in the thread pool does the same, at the same times, as one whose steps run on the loop.</summary>
public sealed class OffLoopTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private static Plan Plan(string load, string steps = "[ { get: /products, check: { status: 200 } } ]")
    {
        var reading = Sample.Read($"load: {{ target: shop, offloop: true, {load} }}\nsteps: {steps}\n");
        Assert.Equal("", Sample.Text(reading));
        return reading.Plan!;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Open_SendsWhenItIsDue(int loops)
    {
        using var simulation = new Simulation(Plan("executor: constant-arrival-rate, rate: 10/s, duration: 2s"), loops);
        await simulation.Through([.. Enumerable.Range(0, 20).Select(i => (i * 0.1, 1))]);
        await simulation.End();

        Assert.Equal((20, 20, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
        Assert.Equal(20, simulation.Steps.Sum(step => step.Checks["status: 200"][0]));
    }

    [Fact]
    public async Task Closed_EachGoesOnWhenItWasAnswered()
    {
        using var simulation = new Simulation(Plan("vus: 3, duration: 1s")) { AnswersAfter = TimeSpan.FromMilliseconds(450) };
        await simulation.Through((0, 3), (0.45, 3), (0.9, 3));
        await simulation.End();

        Assert.Equal((9, 9), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed)));
    }

    [Theory]
    [InlineData("vus: 3, iterations: 10", 10)]
    [InlineData("executor: per-vu-iterations, vus: 4, iterations: 3", 12)]
    public async Task Counted_DoesExactlyAsManyAsPlanned(string load, int all)
    {
        using var simulation = new Simulation(Plan(load), loops: 2) { AnswersAfter = Tenth };
        for (var i = 0; i < 6; i++) await simulation.Next(i * Tenth);
        await simulation.End();

        Assert.Equal((all, all, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    /// <summary>An answer's bytes are looked at after the loop went on, when a transport has the next answer in the same buffer.</summary>
    [Fact]
    public async Task Extract_FromABufferThatIsUsedAgain_HasEachItsOwn()
    {
        var (count, buffer) = (0, new byte[16]);
        using var simulation = new Simulation(Plan("vus: 20, iterations: 200", """[ { get: /new, extract: { n: "$.n" } }, { get: "/old/${n}" } ]"""))
        {
            AnswersAfter = Tenth,
            Body = request =>
            {
                buffer.AsSpan().Fill((byte)' ');
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{(request.Url.AbsolutePath == "/new" ? ++count : 0)}}}"), buffer);
                return buffer;
            },
        };
        for (var i = 0; i < 25; i++) await simulation.Next(i * Tenth);
        await simulation.End();

        var sent = simulation.SentTo.Select(url => url.AbsolutePath).Where(path => path.StartsWith("/old/", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, 200), sent.Select(path => int.Parse(path["/old/".Length..], CultureInfo.InvariantCulture)).Order());
    }
}
