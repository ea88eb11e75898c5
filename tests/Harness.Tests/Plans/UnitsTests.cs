using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("1m30s", 90)]
    [InlineData("2h", 7200)]
    [InlineData("10us", 0.00001)]
    [InlineData("0s", 0)]
    [InlineData(" 1s250ms ", 1.25)]
    public void TryDuration_RightText_GivesIt(string text, double seconds)
    {
        Assert.True(Units.TryDuration(text, out var duration));
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("5 apples")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("30s1m")]
    [InlineData("1s1s")]
    [InlineData(".s")]
    [InlineData("5.s")]
    [InlineData("1e3s")]
    [InlineData("1001h")]
    [InlineData("99999999999999999999h")]
    public void TryDuration_WrongText_IsRefused(string text) => Assert.False(Units.TryDuration(text, out _));

    [Theory]
    [InlineData("5/s", 5)]
    [InlineData("90/m", 1.5)]
    [InlineData("1200/h", 1200.0 / 3600)]
    [InlineData("0.5/s", 0.5)]
    [InlineData("0/s", 0)]
    public void TryRate_RightText_GivesItASecond(string text, double perSecond)
    {
        Assert.True(Units.TryRate(text, out var rate));
        Assert.Equal(perSecond, rate);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5/d")]
    [InlineData("/s")]
    [InlineData("-5/s")]
    [InlineData("NaN/s")]
    [InlineData("1e400/s")]
    public void TryRate_WrongText_IsRefused(string text) => Assert.False(Units.TryRate(text, out _));

    [Theory]
    [InlineData("200ms..800ms", true)]
    [InlineData("500ms", true)]
    [InlineData("800ms..200ms", false)]
    [InlineData("..800ms", false)]
    [InlineData("1s..", false)]
    public void TryRange_Text_IsFromShorterToLonger(string text, bool right) => Assert.Equal(right, Units.TryRange(text, out _, out _));

    [Fact]
    public void TryDuration_OtherCulture_ReadsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.True(Units.TryDuration("1.5s", out var duration));
            Assert.Equal("1.5s", Units.Format(duration));
            Assert.True(Units.TryRate("0.5/s", out var rate));
            Assert.Equal("0.5/s", Units.FormatRate(rate));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(200, "200 ms")]
    [InlineData(5000, "5 s")]
    [InlineData(90_000, "1 min 30 s")]
    [InlineData(0, "0 s")]
    public void ForPeople_Milliseconds_AreReadable(int milliseconds, string text) =>
        Assert.Equal(text, Units.ForPeople(TimeSpan.FromMilliseconds(milliseconds)));

    [Property]
    public Property Format_AnyDuration_ReadsBackTheSame() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Two().Select(p => TimeSpan.FromTicks(((long)p.Item1 << 31 | (uint)p.Item2) % Units.LongestDuration.Ticks)).ToArbitrary(), Returns);

    [Property]
    public Property Format_ShortDuration_ReadsBackTheSame() =>
        Prop.ForAll(Gen.Choose(0, 30_000_000).Select(ticks => TimeSpan.FromTicks(ticks)).ToArbitrary(), Returns);

    [Property]
    public Property FormatRate_AnyRate_ReadsBackTheSame() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Two().Select(p => (double)p.Item1 / (p.Item2 + 1d)).Where(rate => rate <= Units.HighestRate).ToArbitrary(),
        rate => Units.TryRate(Units.FormatRate(rate), out var again) && again == rate);

    private static bool Returns(TimeSpan duration) => Units.TryDuration(Units.Format(duration), out var again) && again == duration;
}
