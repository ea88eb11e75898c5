using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class ExpectationParserTests
{
    [Theory]
    [InlineData("99.9%", MetricKind.Rate, 0.999)]
    [InlineData("0.07%", MetricKind.Rate, 0.0007)]
    [InlineData("14.5%", MetricKind.Rate, 0.145)]
    [InlineData("1.1us", MetricKind.Trend, 0.0011)]
    [InlineData("4.35s", MetricKind.Trend, 4350)]
    [InlineData("1e3", MetricKind.Counter, 1000)]
    [InlineData("1e30", MetricKind.Counter, 1e30)]
    public void Parse_LimitWithAUnit_IsTheNumberThatWasWritten(string limit, MetricKind kind, double expected)
    {
        var aggregate = kind switch { MetricKind.Rate => "rate", MetricKind.Trend => "max", _ => "count" };

        Assert.Equal(expected, ExpectationParser.Parse($"{aggregate}<{limit}", new("m", kind, []), out var problem)!.Limit);
        Assert.Null(problem);
    }
}
