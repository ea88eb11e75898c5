using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Load;
using Harness.Plans;

namespace Harness.Tests.Load;

public sealed class PaceTests
{
    private static Stage Stage(double seconds, double target) => new("s", TimeSpan.FromSeconds(seconds), target);

    /// <summary>Any pace that a plan can say: up to five stages of up to 20 s and 200/s, jumps and pauses among them.</summary>
    private static Arbitrary<(double Start, Stage[] Stages)> Paces() =>
        (from start in Gen.Choose(0, 2000)
         from stages in (from milliseconds in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 20_000)))
                         from target in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(0, 2000)))
                         select Stage(milliseconds / 1000.0, target / 10.0)).NonEmptyListOf()
         select (start / 10.0, stages.Take(5).ToArray())).ToArbitrary();

    [Fact]
    public void Count_Checkout_IsWhatItsPlanPromises()
    {
        var pace = new Pace(5, [Stage(10, 60), Stage(75, 60), Stage(5, 0)]);

        Assert.Equal(4_975, pace.Count);
        Assert.Equal(325, pace.DueBefore(TimeSpan.FromSeconds(10)), 6);
        Assert.Equal(TimeSpan.FromSeconds(90), pace.Duration);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(25, 2500)]
    public void Due_ConstantRate_IsEvenlySpaced(long index, double milliseconds) =>
        Assert.Equal(milliseconds, Pace.Constant(10, TimeSpan.FromSeconds(10)).Due(index).TotalMilliseconds, 3);

    [Fact]
    public void Due_RampFromZero_IsTheSquareRoot()
    {
        // 0 to 10/s over 10 s: t²/2 iterations are due before t.
        var pace = new Pace(0, [Stage(10, 10)]);

        Assert.Equal(50, pace.Count);
        foreach (var index in (long[])[0, 1, 8, 32, 49]) Assert.Equal(Math.Sqrt(2 * index), pace.Due(index).TotalSeconds, 6);
    }

    [Fact]
    public void Due_FractionalRate_LosesNothing()
    {
        var pace = Pace.Constant(90.0 / 60, TimeSpan.FromSeconds(60));

        Assert.Equal(90, pace.Count);
        Assert.Equal(2.0 / 3, pace.Due(1).TotalSeconds, 6);
    }

    [Fact]
    public void Due_PauseInTheMiddle_SkipsIt()
    {
        var pace = new Pace(10, [Stage(1, 10), Stage(0, 0), Stage(5, 0), Stage(0, 10), Stage(1, 10)]);

        Assert.Equal(20, pace.Count);
        Assert.Equal(0.9, pace.Due(9).TotalSeconds, 6);
        Assert.Equal(6.1, pace.Due(11).TotalSeconds, 6);
    }

    [Property]
    public Property Count_AnyPace_EqualsTheIntegral() => Prop.ForAll(Paces(), p =>
    {
        var pace = new Pace(p.Start, p.Stages);
        var (integral, level) = (0.0, p.Start);
        foreach (var stage in p.Stages)
        {
            integral += (level + stage.Target) / 2 * stage.Duration.TotalSeconds;
            level = stage.Target;
        }
        return Math.Abs(pace.Count - integral) < 1.001 && pace.Count >= integral - 0.001;
    });

    [Property]
    public Property Due_AnyPace_RisesAndInvertsTheIntegral() => Prop.ForAll(Paces(), p =>
    {
        var pace = new Pace(p.Start, p.Stages);
        var (last, right) = (TimeSpan.Zero, true);
        for (var index = 0L; index < Math.Min(pace.Count, 2_000); index++)
        {
            var due = pace.Due(index);
            right &= due >= last && due <= pace.Duration && Math.Abs(pace.DueBefore(due) - index) < 0.01;
            last = due;
        }
        return right;
    });

    [Fact]
    public void Changes_UpHoldDown_FollowTheLine()
    {
        var pace = new Pace(0, [Stage(4, 2), Stage(2, 2), Stage(4, 0)]);

        Assert.Equal([(0.0, 0), (2.0, 1), (4.0, 2), (8.0, 1), (10.0, 0)], pace.Changes().Select(c => (Math.Round(c.At.TotalSeconds, 6), c.Level)));
    }

    [Fact]
    public void Changes_Jump_IsOneChange() =>
        Assert.Equal([(0.0, 1), (3.0, 5)], new Pace(1, [Stage(3, 1), Stage(0, 5), Stage(2, 5)]).Changes().Select(c => (c.At.TotalSeconds, c.Level)));
}
