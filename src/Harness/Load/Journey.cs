using System.Text;
using Harness.Plans;
using Harness.Protocols;
using Harness.Time;

namespace Harness.Load;

/// <summary>What one iteration does: a load's steps bound to their targets. Shared by all virtual users; holds no state of an iteration.</summary>
internal sealed class Journey
{
    private readonly LoadPlan load;
    private readonly RunClock clock;
    private readonly ITransport transport;
    private readonly Recorder recorder;
    private readonly Uri[] targets;
    private readonly HashSet<string> allowedHosts;
    private readonly Func<string, string?> environment;
    private long nextTarget;

    public Journey(Plan plan, LoadPlan load, RunClock clock, ITransport transport, Recorder recorder, Func<string, string?> environment)
    {
        this.load = load;
        this.clock = clock;
        this.transport = transport;
        this.recorder = recorder;
        this.environment = environment;
        targets = load.Target is { } name ? [.. Urls(plan.Settings, plan.Settings.Targets[name])] : [];
        allowedHosts = new(plan.Settings.Safety.AllowedHosts, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<Uri> Urls(Settings settings, Target target) =>
        target.Url is { } url ? [url] : target.Instances.Select(instance => settings.Targets[instance].Url!);

    /// <summary>Goes through the steps once.</summary>
    /// <param name="due">When the iteration was due.</param>
    /// <param name="stage">The stage it belongs to.</param>
    /// <param name="random">The virtual user's own.</param>
    /// <param name="ct">Ends it in the middle. A request that is cut off is a failed one: whoever had waited so long had got nothing.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task Run(TimeSpan due, string stage, Random random, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>();
        string? Look(TemplatePart part) => part.Kind switch
        {
            TemplatePartKind.Uuid => Guid.NewGuid().ToString(),
            TemplatePartKind.Environment => environment(part.Text),
            _ => variables.GetValueOrDefault(part.Text),
        };
        var (next, number) = (due, 0);
        foreach (var step in load.Steps)
        {
            if (step is ThinkStep think)
            {
                var pause = think.Shortest + ((think.Longest - think.Shortest) * random.NextDouble());
                await Task.Delay(pause, clock.Source, ct).ConfigureAwait(false);
            }
            else
            {
                await Send((RequestStep)step, number++, next, stage, variables, Look, ct).ConfigureAwait(false);
            }
            next = clock.Elapsed;
        }
    }

    private async Task Send(RequestStep step, int number, TimeSpan due, string stage, Dictionary<string, string> variables, TemplateLookup look, CancellationToken ct)
    {
        if (!TryRender(step, look, out var request, out var problem))
        {
            recorder.Add(new(number, stage, due, clock.Elapsed, null, new bool[step.Checks.Count], problem));
            return;
        }
        var answer = await Answer(request, ct).ConfigureAwait(false);
        var ended = clock.Elapsed;
        var held = new bool[step.Checks.Count];
        string? failed = null;
        for (var i = 0; i < held.Length; i++)
        {
            held[i] = Holds(step.Checks[i], answer, ended - due);
            if (!held[i]) failed ??= $"check {step.Checks[i].Name}" + (step.Checks[i] is StatusCheck && answer.Status != 0 ? $", was {answer.Status}" : "");
        }
        if (answer.Failed) failed = answer.Error is { } error ? $"{error}: {answer.ErrorMessage}" : $"status {answer.Status}";
        recorder.Add(new(number, stage, due, ended, answer, held, failed, request));
        foreach (var extraction in step.Extract)
        {
            if (!answer.Failed && extraction.Path.Select(answer.Body.Span) is { } value) variables[extraction.Variable] = value;
            else variables.Remove(extraction.Variable);
        }
        ct.ThrowIfCancellationRequested();
    }

    private async Task<Answer> Answer(Request request, CancellationToken ct)
    {
        var began = clock.Elapsed;
        try
        {
            return await transport.Send(request, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new Answer { Error = TransportError.Interrupted, ErrorMessage = "no answer when the load ended", Times = new RequestTimes { Waiting = clock.Elapsed - began } };
        }
    }

    private bool TryRender(RequestStep step, TemplateLookup look, out Request request, out string? problem)
    {
        request = null!;
        var url = step.Url.Render(look);
        var body = step.Body?.Render(look);
        var headers = step.Headers.Select(h => new KeyValuePair<string, string?>(h.Key, h.Value.Render(look))).ToList();
        if (url is null || (step.Body is not null && body is null) || headers.Exists(h => h.Value is null))
        {
            problem = "not sent: a variable was not set by an earlier step";
            return false;
        }
        if (Resolve(url) is not { } resolved)
        {
            problem = "not sent: the address is not an http(s) URL";
            return false;
        }
        if (!allowedHosts.Contains(resolved.Host.Trim('[', ']')))
        {
            problem = $"not sent: {resolved.Host} is not in safety.allowedHosts";
            return false;
        }
        problem = null;
        request = new Request
        {
            Method = step.Method,
            Url = resolved,
            Headers = [.. headers.Select(h => KeyValuePair.Create(h.Key, h.Value!))],
            Body = body is null ? null : Encoding.UTF8.GetBytes(body),
            ContentType = step.BodyIsJson ? "application/json" : body is null ? null : "text/plain",
            Timeout = step.Timeout,
            KeepBody = step.Extract.Count > 0,
        };
        return true;
    }

    private Uri? Resolve(string url)
    {
        if (url.StartsWith('/') && targets.Length > 0) return new Uri(targets[Interlocked.Increment(ref nextTarget) % targets.Length], url);
        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute : null;
    }

    private static bool Holds(StepCheck check, Answer answer, TimeSpan responseTime) => check switch
    {
        StatusCheck status => status.Statuses.Contains(answer.Status),
        DurationCheck duration => answer.Error is null && duration.Comparison.Holds(responseTime.TotalMilliseconds, duration.Limit.TotalMilliseconds),
        _ => throw new NotSupportedException(check.GetType().Name),
    };
}
