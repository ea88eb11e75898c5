using Harness.Checks;

namespace Harness.Tests.Checks;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0, "0%")]
    [InlineData(1, "100%")]
    [InlineData(double.NaN, "–")]
    [InlineData(1e-9, "<0.01%")]
    [InlineData(0.000049, "<0.01%")]
    [InlineData(0.00005, "0.01%")]
    [InlineData(0.0007, "0.07%")]
    [InlineData(0.0995, "10%")]
    [InlineData(0.481, "48.1%")]
    [InlineData(0.9994, "99.9%")]
    [InlineData(0.99951, "99.95%")]
    [InlineData(0.99994, "99.99%")]
    [InlineData(0.99996, ">99.99%")]
    [InlineData(1.25, "125%")]
    public void Percent_AnyShare_OnlyNoneIsZeroAndOnlyAllIsAHundred(double share, string text) => Assert.Equal(text, Numbers.Percent(share));
}
