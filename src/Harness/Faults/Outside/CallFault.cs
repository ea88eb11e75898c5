using Harness.Plans;

namespace Harness.Faults.Outside;

/// <summary>Another tool is asked to do it, and to undo it, by HTTP.</summary>
/// <param name="Target">What it breaks, or empty.</param>
internal sealed record CallAction(string Target) : FaultAction(CallFault.Word, Target)
{
    internal required HttpCall Inject { get; init; }

    internal required HttpCall Heal { get; init; }

    internal HttpCall? Verify { get; init; }

    /// <inheritdoc/>
    public override string Description => $"{Inject}{OutsideTarget.At(Target)}";

    /// <inheritdoc/>
    public override string UndoDescription => Heal.ToString();

    /// <inheritdoc/>
    public override IEnumerable<Template> Templates => ((HttpCall?[])[Inject, Heal, Verify]).OfType<HttpCall>()
        .SelectMany(call => (IEnumerable<string>)[call.Url, .. call.Body is { } body ? [body] : (string[])[], .. call.Headers.Values])
        .Select(text => Template.TryParse(text, out var template, out _) ? template! : throw new InvalidOperationException(text));
}

/// <summary><c>call: { inject: { method: POST, url: … }, heal: { method: DELETE, url: … }, verify: { url: …, expect: { status: 404 } } }</c></summary>
internal sealed class CallFault : IFault
{
    public const string Word = "call";

    private const string HealKey = "heal", VerifyKey = "verify";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly Shape Request = Shape.Mapping(
        new("method", Shape.Word(Methods), "How; GET for verify.", "POST"),
        new("url", Shape.Text, "A whole URL, whose host safety.allowedHosts names.", Required: true),
        new("headers", Shape.MapOf(Shape.Text), "Names and values; a body is application/json unless said here."),
        new("body", Shape.Text, "The body, as text."),
        new("expect", ScenarioShapes.Answer, "What must come back; any 2xx where left out."));

    public string Kind => Word;

    public string Meaning => "Any other tool is asked by HTTP to break something, and to mend it.";

    public string Needs => "a host that safety.allowedHosts names";

    public string Undoing => "the request heal, then the request verify; both may be sent twice, and without inject before";

    public Shape Shape { get; } = Shape.Mapping(OutsideTarget.Key,
        new("inject", Request, "The request that does it; answered when the fault is there.", Required: true),
        new(HealKey, Request, "The request that undoes it; must be right when sent twice, or when there is nothing to undo.", Required: true),
        new(VerifyKey, Request, "The request whose answer is right only where the fault is gone; where left out, heal's answer is taken."),
        OutsideTarget.TimeoutKey);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, timeout) = (OutsideTarget.Read(arguments, settings), OutsideTarget.Timeout(arguments) ?? TimeSpan.Zero);
        var inject = Call(arguments.Required("inject", "{ url: http://127.0.0.1:8474/reset }"), "POST", timeout, settings);
        var heal = Call(arguments.Required(HealKey, "{ url: http://127.0.0.1:8474/reset }"), "POST", timeout, settings);
        var verify = Call(arguments[VerifyKey], "GET", timeout, settings);
        return target is null || inject is null || heal is null ? null : new CallAction(target) { Inject = inject, Heal = heal, Verify = verify };
    }

    private static HttpCall? Call(PlanNode? node, string method, TimeSpan timeout, Settings settings)
    {
        if (node is null || !node.Takes(Request))
            return null;
        if (node["method"] is { } word)
            method = word.Word(Methods) ?? method;
        var url = node.Required("url") is { } address ? Url(address, settings) : null;
        var headers = new Dictionary<string, string>();
        foreach (var (key, value) in node["headers"]?.Mapping() ?? [])
            headers[key.Scalar!] = OutsideText.Read(value)?.Text ?? "";
        var body = node["body"] is { } text ? OutsideText.Read(text)?.Text : null;
        IReadOnlyList<int> status = [];
        if (node["expect"] is { } expect && expect.Takes(ScenarioShapes.Answer) && expect.Required("status", "200")?.OneOrMore() is { } all)
            status = [.. all.Select(one => one.Integer(100, 599)).OfType<int>()];
        return url is null ? null : new HttpCall(method, url, headers, body, status, timeout);
    }

    /// <summary>The host must be written out, so that it can be checked.</summary>
    private static string? Url(PlanNode node, Settings settings)
    {
        if (OutsideText.Read(node) is not { } template)
            return null;
        var start = template.Parts[0] is { Kind: TemplatePartKind.Fixed } first ? first.Text : "";
        if (!UrlRules.IsAbsolute(start) || !Uri.TryCreate(start, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || (!template.IsFixed && start.IndexOfAny(['/', '?'], start.IndexOf("//", StringComparison.Ordinal) + 2) < 0))
        {
            node.Wrong("it is a whole URL whose host is written out, such as http://127.0.0.1:8474/proxies; ${env:NAME} may follow after the next /");
            return null;
        }
        UrlRules.CheckHost(node, HostPort.Of(url).Host, settings.Safety);
        return template.Text;
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (CallAction)fault.Action;
        return Task.FromResult(OutsideUndo.Of(fault, action.Heal, action.Verify, $"send {action.Heal}"));
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => ((CallAction)fault.Action).Inject.Do(ground.Time, ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => OutsideUndo.IsThere(undo, HttpCall.FromJson, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => OutsideUndo.Heal(undo, HttpCall.FromJson, ground, ct);
}
