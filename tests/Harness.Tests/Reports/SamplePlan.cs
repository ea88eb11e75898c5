using System.Runtime.CompilerServices;
using Harness.Plans;

namespace Harness.Tests.Reports;

/// <summary>The checkout scenario as a plan.</summary>
public static class SamplePlan
{
    /// <summary>The plan with its one load changed.</summary>
    public static Plan WithLoad(Plan plan, Func<LoadPlan, LoadPlan> change) => plan with { Loads = [change(plan.Loads[0])] };

    /// <summary>Shoppers, a slow payment provider, a dead instance.</summary>
    public static Plan Checkout(bool resilient) => new()
    {
        Name = "checkout",
        Description = "Shoppers keep buying while the payment provider slows down and one shop instance dies.",
        Loads = [new LoadPlan
        {
            Target = "shop",
            Executor = Executor.RampingArrivalRate,
            Start = 5,
            WarmUp = TimeSpan.FromSeconds(10),
            MaxVUs = 200,
            Stages = [Stage("1", 15, 60), Stage("2", 60, 60), Stage("3", 15, 0)],
            Steps = [Request("list products", "GET", "status: 200"), new ThinkStep(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)), Request("pay", "POST", "duration: < 800ms")],
        }],
        Thresholds =
        [
            Below("response_time", 95, 500), Below("response_time", 99, 900), Rate("http_req_failed", Comparison.Less, 0.01),
            Below("response_time", 95, 900, ("step", "pay"), ("phase", "slow-payments")), Rate("http_reqs", Comparison.Greater, 50), Rate("checks", Comparison.Greater, resilient ? 0.99 : 0.5),
        ],
        Hypothesis = new Hypothesis
        {
            Title = "Shoppers do not notice a slow payment provider or one dead instance",
            RecoverWithin = TimeSpan.FromSeconds(10),
            SteadyState =
            [
                new HttpProbe("healthy", "/healthz", new Uri("http://127.0.0.1:5080/healthz"), [200]),
                new MetricProbe("errors", Selector("http_req_failed"), Rate("http_req_failed", Comparison.Less, 0.01).Expression, TimeSpan.FromSeconds(5)),
                new MetricProbe("fast", Selector("response_time"), Below("response_time", 95, 500).Expression, TimeSpan.FromSeconds(5)),
            ],
        },
        Faults =
        [
            new PlannedFault { Name = "slow-payments", Letter = "A", At = TimeSpan.FromSeconds(30), For = TimeSpan.FromSeconds(20), Action = new SampleAction("latency", "payments-link", "+200 ms ± 50 ms on half of the connections of payments-link", "remove the toxic slow-payments from payments-link") },
            new PlannedFault { Name = "lose-an-instance", Letter = "B", At = TimeSpan.FromSeconds(60), Action = new SampleAction("kill", "shop-1", "shop-1 killed, restarted after 5 s", "start shop-1", TimeSpan.FromSeconds(5)) },
        ],
        Settings = new Settings
        {
            Root = "/src/shop",
            Targets = new Dictionary<string, Target>
            {
                ["shop"] = new() { Name = "shop", Instances = ["shop-1", "shop-2"] },
                ["shop-1"] = new() { Name = "shop-1", Url = new Uri("http://127.0.0.1:5081") },
                ["shop-2"] = new() { Name = "shop-2", Url = new Uri("http://127.0.0.1:5082") },
            },
        },
        Files = [new PlanText("scenario", "scenarios/checkout.yaml", "name: checkout\n# the whole file stands here\nload:\n  target: shop\n  executor: ramping-arrival-rate\n"), new PlanText("settings", "harness.json", "{ \"targets\": {} }\n")],
    };

    /// <summary>A stage that goes to a level.</summary>
    public static Stage Stage(string name, int seconds, double target) => new(name, TimeSpan.FromSeconds(seconds), target);

    /// <summary>A step with one check. No report reads where a step goes, so its template is left empty.</summary>
    public static RequestStep Request(string name, string method, string check) => new()
    {
        Name = name,
        Method = method,
        Url = (Template)RuntimeHelpers.GetUninitializedObject(typeof(Template)),
        Checks = [new StatusCheck(check, [200])],
    };

    /// <summary>A percentile's upper limit.</summary>
    public static Threshold Below(string metric, double percentile, double limit, params (string Key, string Value)[] tags) =>
        new(Selector(metric, tags), new(Aggregate.Percentile, percentile, Comparison.Less, limit, FormattableString.Invariant($"p({percentile})<{limit}")));

    /// <summary>A limit of a rate.</summary>
    public static Threshold Rate(string metric, Comparison comparison, double limit) =>
        new(Selector(metric), new(Aggregate.Rate, 0, comparison, limit, FormattableString.Invariant($"rate{comparison.Sign()}{limit}")));

    /// <summary>A selector, spelled as people spell it.</summary>
    public static MetricSelector Selector(string metric, params (string Key, string Value)[] tags) =>
        new(metric, [.. tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value))], tags.Length == 0 ? metric : $"{metric}{{{string.Join(",", tags.Select(tag => $"{tag.Key}:{tag.Value}"))}}}");
}

/// <summary>A fault that is only words.</summary>
public sealed record SampleAction(string Kind, string Target, string Does, string Undoes, TimeSpan? Lasts = null) : FaultAction(Kind, Target)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => Lasts;

    /// <inheritdoc/>
    public override string Description => Does;

    /// <inheritdoc/>
    public override string UndoDescription => Undoes;
}
