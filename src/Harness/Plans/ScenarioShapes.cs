namespace Harness.Plans;

/// <summary>The keys of a scenario file: what the readers take, what editors complete, what <c>--explain</c> names as defaults.</summary>
public static class ScenarioShapes
{
    private const double MostVUs = 1_000_000, MostIterations = 1_000_000_000;

    /// <summary>A stage of a load.</summary>
    public static Shape Stage { get; } = Shape.Mapping(
        new("duration", Shape.Duration, "How long; 0s is a jump.", Required: true),
        new("target", Shape.RateOrNumber, "The level at its end: a rate, or a number of virtual users.", Required: true),
        new("name", Shape.Text, "What stage: selects; without one that is its number, from 1."));

    private static readonly PlanKey Get = Method("get"), Post = Method("post"), Put = Method("put"), Patch = Method("patch"), Delete = Method("delete"), Head = Method("head"), Options = Method("options");

    /// <summary>What is checked of an answer.</summary>
    public static Shape Check { get; } = Shape.Mapping(
        new("status", Shape.OneOrMore(Shape.Integer(100, 599)), "The status, or a list of those that are right."),
        new("duration", new Shape { Types = ["string"], Pattern = "^ *<=? *([0-9.]+(h|m|s|ms|us))+ *$" }, "< or <= and a time: the response time, from when the step was due."));

    /// <summary>A step that sends a request.</summary>
    public static Shape Request { get; } = Shape.Mapping(
        Get, Post, Put, Patch, Delete, Head, Options,
        new("name", Shape.Text, "Unique; what step: selects.", "the method and the URL"),
        new("headers", Shape.MapOf(Shape.Text), "Names and values."),
        new("json", Shape.Json, "The body, as YAML or JSON."),
        new("body", Shape.Text, "The body, as text."),
        new("check", Check, "What must be true of the answer."),
        new("extract", Shape.MapOf(Shape.Text), "Variables taken from a JSON answer, by JSONPath (RFC 9535)."),
        new("timeout", Shape.Duration, "The longest a request may take.", "60s"));

    /// <summary>A step that waits.</summary>
    public static Shape Think { get; } = Shape.Mapping(new PlanKey("think", Shape.Range, "A pause: 500ms, or a range that is drawn from, 200ms..800ms.", Required: true));

    /// <summary>How connections behave.</summary>
    public static Shape Connections { get; } = Shape.Mapping(
        new("http", Shape.Any(Shape.Number(1, 3), Shape.Text), "HTTP's version: 1.1, 2 or 3.", "1.1"),
        new("max", Shape.Integer(1, MostVUs), "The most at once to one origin; what waits for one waits in line. Default as many as virtual users need."),
        new("reuse", Shape.Bool, "false: a new connection for each request.", "true"),
        new("reconnectAfter", Shape.Integer(1, MostIterations), "Requests after which a connection is given up for a new one."),
        new("dnsRefresh", Shape.Duration, "How long an address from DNS is taken for true.", Units.Format(ConnectionPlan.DefaultDnsRefresh)),
        new("bind", Shape.Text, "The own IP address that they come from."),
        new("ip", Shape.Word("any", "v4", "v6"), "Which addresses of a host are used.", "any"));

    private static readonly PlanKey Steps = new("steps", Shape.List(Shape.Any(Request, Think)), "What one iteration does, in order.");

    /// <summary>One load.</summary>
    public static Shape Load { get; } = Shape.Mapping(
        new("executor", Shape.Word([.. Executors.All.Select(one => one.Name)]), "Who decides when an iteration starts; k6's six. Without it, vus and duration, stages or iterations are short for one, as in k6."),
        new("target", Shape.Text, "The target of harness.json that paths go to."),
        new("startTime", Shape.Duration, "When it begins, from t = 0.", "0s"),
        new("gracefulStop", Shape.Duration, "How long iterations in flight may go on at the end.", Units.Format(LoadPlan.DefaultGrace)),
        new("connections", Connections, "How its connections behave."),
        new("offloop", Shape.Bool, "true: the code of its steps runs in the thread pool, so that what blocks there holds up nobody else.", "false"),
        Steps with { Description = "What an iteration of this load does; the scenario's steps where left out." },
        new("vus", Shape.Integer(0, MostVUs), "Virtual users. Default 1."),
        new("duration", Shape.Duration, "How long a constant load lasts."),
        new("warmup", Shape.Duration, "Extra time at the first level before t = 0; judged nowhere. Default 0s."),
        new("startVUs", Shape.Integer(0, MostVUs), "The virtual users that the first stage starts from; ramping-vus. Default 1."),
        new("stages", Shape.List(Stage), "Straight lines from level to level."),
        new("gracefulRampDown", Shape.Duration, "How long a virtual user that a ramp takes away may finish; ramping-vus. Default " + Units.Format(LoadPlan.DefaultGrace) + "."),
        new("rate", Shape.RateOrNumber, "The rate of constant-arrival-rate."),
        new("timeUnit", Shape.Duration, "What a bare number is of; open executors. Default 1s."),
        new("preAllocatedVUs", Shape.Integer(1, MostVUs), "k6's; here it is the default of maxVUs."),
        new("maxVUs", Shape.Integer(1, MostVUs), "The most virtual users at once; open executors. Default 10000."),
        new("arrival", Shape.Word("uniform", "poisson"), "How iterations are spread: evenly, or as independent users come; open executors. Default uniform."),
        new("onVuLimit", Shape.Word("wait", "drop"), "What becomes of an iteration that finds no virtual user free; open executors. Default wait."),
        new("maxBacklog", Shape.Integer(0, MostIterations), "The longest line of iterations that wait for a virtual user; ten seconds of the highest rate where left out."),
        new("startRate", Shape.RateOrNumber, "The rate that the first stage starts from; ramping-arrival-rate. Default 0/s."),
        new("iterations", Shape.Integer(1, MostIterations), "Iterations in all (shared-iterations) or of each virtual user (per-vu-iterations). Default 1."),
        new("maxDuration", Shape.Duration, "The longest that so many iterations may take. Default " + Units.Format(LoadPlan.DefaultMaxDuration) + "."));

    private static readonly Shape Expression = new() { Types = ["string"], Pattern = @"^\s*(p\([0-9. ]+\)|avg|min|max|med|count|rate|value)\s*(<=|>=|===|==|!=|<|>)\s*[-+0-9.eE]+\s*(us|ms|s|m|h|%)?\s*$" };

    /// <summary>A threshold with options.</summary>
    public static Shape Threshold { get; } = Shape.Mapping(
        new("threshold", Expression, "The expression: p(95)<500, rate<1%.", Required: true),
        new("abortOnFail", Shape.Bool, "true: the first breach ends the run.", "false"),
        new("delayAbortEval", Shape.Duration, "A breach before this time does not end the run.", "0s"),
        new("window", Shape.Duration, "Judged over every window of so many whole seconds, and the worst counts."),
        new("minSamples", Shape.Integer(1, MostIterations), "Fewer samples are no data.", "1; for a window 20, or half of what the plan sends in it where that is less"));

    /// <summary>What an HTTP probe expects.</summary>
    public static Shape Answer { get; } = Shape.Mapping(new PlanKey("status", Shape.OneOrMore(Shape.Integer(100, 599)), "The status, or a list of those that are right.", Required: true));

    /// <summary>A probe that asks a URL once a second.</summary>
    public static Shape HttpProbe { get; } = Shape.Mapping(
        new("name", Shape.Text, "Unique.", Required: true),
        new("http", Shape.Text, "A path of the load's target, or a whole URL; asked once a second, apart from the load.", Required: true),
        new("expect", Answer, "What must come back.", Required: true));

    /// <summary>A probe that looks at a metric of the load.</summary>
    public static Shape MetricProbe { get; } = Shape.Mapping(
        new("name", Shape.Text, "Unique.", Required: true),
        new("metric", Shape.Text, "A metric, narrowed by tags where wanted.", Required: true),
        new("expect", Expression, "What must be true of it.", Required: true),
        new("window", Shape.Duration, "Over the last so many whole seconds.", "5s"));

    /// <summary>The hypothesis.</summary>
    public static Shape Hypothesis { get; } = Shape.Mapping(
        new("title", Shape.Text, "One sentence for people."),
        new("steadyState", Shape.List(Shape.Any(HttpProbe, MetricProbe)), "What must hold before, during and after each fault.", Required: true),
        new("recoverWithin", Shape.Duration, "The longest time from healed until all probes hold again.", "30s"));

    private static readonly PlanKey NoData = new("noData", Shape.Duration, "So many whole seconds without data, while load is planned, end the run too.", "10s");

    /// <summary>A stop condition that asks a URL once a second.</summary>
    public static Shape HttpCondition { get; } = Shape.Mapping([.. HttpProbe.Keys!, NoData]);

    /// <summary>A stop condition that looks at a metric of the load.</summary>
    public static Shape MetricCondition { get; } = Shape.Mapping([.. MetricProbe.Keys!, NoData]);

    /// <summary>The keys of every fault, whatever its kind.</summary>
    public static IReadOnlyList<PlanKey> FaultKeys { get; } =
    [
        new("name", new Shape { Types = ["string"], Pattern = "^[a-z0-9]+(-[a-z0-9]+)*$" }, "Unique, small letters and dashes.", Required: true),
        new("at", Shape.Duration, "When it begins, from t = 0.", Required: true),
        new("for", Shape.Duration, "How long it stays; to the end of the run where left out."),
        new("every", Shape.Duration, "Again and again, so far apart: name-1, name-2 and so on, each with its own choice of victims."),
        new("times", Shape.Integer(1, 1000), "How often; to the end of the load where left out."),
        new("during", Shape.Word("tolerated"), "tolerated: the steady state may be broken while it is on."),
        new("overlap", Shape.Bool, "true: it may begin while an earlier fault is on or being recovered from.", "false"),
    ];

    /// <summary>A whole scenario.</summary>
    /// <param name="catalog">The kinds of fault and the metrics there are.</param>
    public static Shape Scenario(PlanCatalog catalog) => Shape.Mapping(
        new("$schema", Shape.Text, "Where an editor finds the schema; not read otherwise."),
        new("include", Shape.OneOrMore(Shape.Text), "Files whose keys hold where this one has none, relative to this one; a later one wins over an earlier."),
        new("name", Shape.Text, "Letters, digits, dashes; names the run's folder.", "the file's name"),
        new("description", Shape.Text, "One sentence for people."),
        new("load", Load, "How much traffic, when."),
        new("loads", Shape.MapOf(Load), "Several loads side by side, each behind its name."),
        Steps,
        new("thresholds", Shape.MapOf(Shape.OneOrMore(Shape.Any(Expression, Threshold)), $"^({string.Join('|', catalog.Metrics.Select(metric => metric.Name))})( *\\{{.*\\}})?$"), "What must be true of the whole run's numbers, in k6's grammar."),
        new("checks", Shape.Word("ignore"), "ignore: failed checks that no threshold covers do not fail the run."),
        new("hypothesis", Hypothesis, "The steady state that must hold before, during and after each fault."),
        new("stopConditions", Shape.List(Shape.Any(HttpCondition, MetricCondition)), "What must hold for the run to go on: the moment it does not, the run ends and faults are healed."),
        new("faults", Shape.List(Shape.Mapping([.. FaultKeys, .. catalog.Faults.Select(kind => new PlanKey(kind.Kind, kind.Shape, kind.Meaning))])), "What breaks, when."),
        new("reports", SettingsShapes.Reports(catalog), "Where reports go and in which formats, instead of harness.json's."),
        new("safety", SettingsShapes.Safety, "Limits of this scenario; they can only be tighter than harness.json's."))
        with
    { FreePrefix = "x-" };

    private static PlanKey Method(string name) => new(name, Shape.Text, $"Sends {name.ToUpperInvariant()} to a path that starts with one /, or to a whole URL whose host is written out.");
}
