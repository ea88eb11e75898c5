using System.Globalization;

namespace Harness.Plans;

/// <summary>Reads the rates of one load: with a unit of their own (<c>5/s</c>), or as k6 writes them, a bare number for each <c>timeUnit</c>.</summary>
internal sealed class RateReader
{
    private readonly ScenarioScope scope;
    private readonly TimeSpan? timeUnit;

    /// <summary>Reads rates.</summary>
    /// <param name="scope">Knows safety.maxRate.</param>
    /// <param name="timeUnit">What bare numbers are of; absent one second.</param>
    public RateReader(ScenarioScope scope, PlanNode? timeUnit)
    {
        this.scope = scope;
        this.timeUnit = timeUnit?.PositiveDuration();
    }

    /// <summary>The rate a second; 0 where there is none, or it is wrong.</summary>
    public double Read(PlanNode? node)
    {
        if (node is null || Number(node) is not { } rate)
            return 0;
        if (scope.Settings is { } settings && rate > settings.Safety.MaxRate)
            node.Refuse($"{node.Name} is {node.Scalar}, above safety.maxRate in {PlanFile.SettingsName} ({Units.FormatRate(settings.Safety.MaxRate)}); lower it, or raise the limit if the targets are yours");
        return rate;
    }

    private double? Number(PlanNode node)
    {
        if (double.TryParse(node.Scalar, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var bare))
        {
            var rate = bare / (timeUnit ?? TimeSpan.FromSeconds(1)).TotalSeconds;
            if (rate <= Units.HighestRate)
                return rate;
            node.Wrong($"it is at most {Units.FormatRate(Units.HighestRate)}");
            return null;
        }

        if (timeUnit is not null && node.Scalar is { } text && Units.TryRate(text, out _))
        {
            node.Problem($"{node.Name} is '{text}', which has a unit of its own; write a bare number, or leave out timeUnit");
            return null;
        }

        if (node.Scalar is { } written && Units.TryRate(written, out var perSecond))
            return perSecond;
        node.Wrong(Units.RateHint + ", or a bare number for each timeUnit");
        return null;
    }
}
