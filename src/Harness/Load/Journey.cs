using System.Runtime.CompilerServices;
using System.Text;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Loops;
using Harness.Time;

namespace Harness.Load;

/// <summary>What one iteration does: a load's steps bound to their targets, for the virtual users of one loop. It holds no state of an iteration.</summary>
internal sealed class Journey
{
    private readonly LoadPlan load;
    private readonly RunClock clock;
    private readonly EventLoop loop;
    private readonly ITransport transport;
    private readonly Recorder recorder;
    private readonly Uri[] targets;
    private readonly HashSet<string> allowedHosts;
    private readonly Step[] steps;
    private readonly Request?[][] prepared;
    private long nextTarget;

    public Journey(Plan plan, LoadPlan load, RunClock clock, EventLoop loop, ITransport transport, Recorder recorder, int firstTarget)
    {
        (this.load, this.clock, this.loop, this.transport, this.recorder, nextTarget) = (load, clock, loop, transport, recorder, firstTarget);
        steps = [.. load.Steps];
        targets = load.Target is { } name ? [.. Urls(plan.Settings, plan.Settings.Targets[name])] : [];
        allowedHosts = new(plan.Settings.Safety.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        // What is the same each time is made once, for each target.
        prepared = [.. load.Requests.Select(step => IsFixed(step) ? new Request?[Math.Max(1, targets.Length)] : [])];
    }

    private static IEnumerable<Uri> Urls(Settings settings, Target target) =>
        target.Url is { } url ? [url] : target.Instances.Select(instance => settings.Targets[instance].Url!);

    private static bool IsFixed(RequestStep step) => step.Url.IsFixed && step.Body is null or { IsFixed: true } && step.Headers.All(header => header.Value.IsFixed);

    /// <summary>Goes through the steps once; on the loop.</summary>
    /// <param name="iteration">Which it is.</param>
    /// <param name="user">Who does it.</param>
    /// <param name="ct">Ends it in the middle. A request that is cut off is a failed one: whoever had waited so long had got nothing.</param>
    /// <returns>False where it was ended.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> Run(Iteration iteration, VirtualUser user, CancellationToken ct)
    {
        if (user.Variables.Count > 0) user.Variables.Clear();
        var (due, number) = (iteration.Due, 0);
        foreach (var step in steps)
        {
            if (step is ThinkStep think)
            {
                var pause = think.Shortest + ((think.Longest - think.Shortest) * user.Draws.NextDouble());
                if (!await loop.Delay(pause, ct).ConfigureAwait(false)) return false;
                due = user.Ended = clock.Elapsed;
                continue;
            }
            var (request, asked) = (Prepare((RequestStep)step, number, user, out var problem), (RequestStep)step);
            if (request is null) recorder.Add(new(number, iteration.Stage, due, user.Ended = clock.Elapsed, null, 0, problem));
            else Judge(asked, number, iteration.Stage, due, request, await transport.Send(request, ct).ConfigureAwait(false), user);
            if (ct.IsCancellationRequested) return false;
            (due, number) = (user.Ended, number + 1);
        }
        return true;
    }

    /// <summary>Looks at an answer, counts it and takes from it what later steps want.</summary>
    private void Judge(RequestStep step, int number, string stage, TimeSpan due, Request request, in Answer answer, VirtualUser user)
    {
        var ended = user.Ended = clock.Elapsed;
        var held = 0UL;
        string? failed = null;
        for (var i = 0; i < step.Checks.Count; i++)
        {
            if (Holds(step.Checks[i], answer, ended - due)) held |= 1UL << i;
            else failed ??= $"check {step.Checks[i].Name}" + (step.Checks[i] is StatusCheck && answer.Status != 0 ? $", was {answer.Status}" : "");
        }
        if (answer.Failed) failed = answer.Error is { } error ? $"{error}: {answer.ErrorMessage}" : $"status {answer.Status}";
        recorder.Add(new(number, stage, due, ended, answer, held, failed, request));
        foreach (var extraction in step.Extract)
        {
            if (!answer.Failed && extraction.Path.Select(answer.Body.Span) is { } value) user.Variables[extraction.Variable] = value;
            else user.Variables.Remove(extraction.Variable);
        }
    }

    /// <summary>The request of a step, or null and why it cannot be sent.</summary>
    private Request? Prepare(RequestStep step, int number, VirtualUser user, out string? problem)
    {
        problem = null;
        var target = targets.Length == 0 ? 0 : (int)(nextTarget++ % targets.Length);
        var once = prepared[number];
        if (once.Length == 0) return Render(step, target, user, out problem);
        return once[target] ??= Render(step, target, user, out problem);
    }

    private Request? Render(RequestStep step, int target, VirtualUser user, out string? problem)
    {
        var url = step.Url.Render(user.Look);
        var body = step.Body?.Render(user.Look);
        var headers = new KeyValuePair<string, string>[step.Headers.Count];
        var isWhole = url is not null && (step.Body is null || body is not null);
        for (var i = 0; i < headers.Length && isWhole; i++)
        {
            var value = step.Headers[i].Value.Render(user.Look);
            isWhole = value is not null;
            headers[i] = new(step.Headers[i].Key, value!);
        }
        var resolved = isWhole ? Resolve(url!, target) : null;
        problem = !isWhole ? "not sent: a variable was not set by an earlier step"
            : resolved is null ? "not sent: the address is not an http(s) URL"
            : !allowedHosts.Contains(resolved.Host.Trim('[', ']')) ? $"not sent: {resolved.Host} is not in safety.allowedHosts" : null;
        return problem is not null ? null : new Request
        {
            Method = step.Method,
            Url = resolved!,
            Headers = headers,
            Body = body is null ? null : Encoding.UTF8.GetBytes(body),
            ContentType = step.BodyIsJson ? "application/json" : body is null ? null : "text/plain",
            Timeout = step.Timeout,
            KeepBody = step.Extract.Count > 0,
        };
    }

    private Uri? Resolve(string url, int target)
    {
        if (url.StartsWith('/') && targets.Length > 0) return new Uri(targets[target], url);
        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute : null;
    }

    private static bool Holds(StepCheck check, in Answer answer, TimeSpan responseTime) => check switch
    {
        StatusCheck status => status.Holds(answer.Status),
        DurationCheck duration => answer.Error is null && duration.Comparison.Holds(responseTime.TotalMilliseconds, duration.Limit.TotalMilliseconds),
        _ => throw new NotSupportedException(check.GetType().Name),
    };
}
