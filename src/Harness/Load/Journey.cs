using System.Runtime.CompilerServices;
using System.Text;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Loops;
using Harness.Time;

namespace Harness.Load;

/// <summary>What one iteration does: a load's steps bound to their targets, for the virtual users of one loop. It holds no state of an iteration.</summary>
/// <remarks>
/// Of a load that is off the loop only the code of a step, what makes its request and what looks at its answer, runs in the thread pool. When it is due, its
/// connection, its times and its counts stay on the loop: they are as exact, and the same wires carry it, as for any other load, and nothing needs a lock.
/// Each way there and back costs some microseconds, and counts in the response time: a pool without a free thread is seen.
/// </remarks>
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
    private readonly LoopHolder?[] holders;
    private long nextTarget;

    public Journey(Plan plan, LoadPlan load, RunClock clock, EventLoop loop, ITransport transport, Recorder recorder, int firstTarget)
    {
        (this.load, this.clock, this.loop, this.transport, this.recorder, nextTarget) = (load, clock, loop, transport, recorder, firstTarget);
        steps = [.. load.Steps];
        targets = load.Target is { } name ? [.. Urls(plan.Settings, plan.Settings.Targets[name])] : [];
        allowedHosts = new(plan.Settings.Safety.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        // What is the same each time is made once, for each target.
        prepared = [.. load.Requests.Select(step => IsFixed(step) ? new Request?[Math.Max(1, targets.Length)] : [])];
        holders = [.. load.Requests.Select(step => load.OffLoop ? null : new LoopHolder(load.Name, step.Name))];
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
            var (asked, target) = ((RequestStep)step, NextTarget());
            loop.Holds.Begin(holders[number], loop.GetTimestamp());
            var (request, problem) = load.OffLoop ? await PrepareInPool(asked, number, target, user).ConfigureAwait(false) : Prepare(asked, number, target, user);
            if (request is null) recorder.Add(new(number, iteration.Stage, due, user.Ended = clock.Elapsed, null, 0, problem));
            else
            {
                var sample = Came(number, iteration.Stage, due, request, await transport.Send(request, ct).ConfigureAwait(false), user);
                recorder.Add(load.OffLoop ? await JudgeInPool(asked, sample, user).ConfigureAwait(false) : Judge(asked, sample, user));
            }
            if (ct.IsCancellationRequested) return false;
            (due, number) = (user.Ended, number + 1);
        }
        return true;
    }

    private int NextTarget() => targets.Length == 0 ? 0 : (int)(nextTarget++ % targets.Length);

    /// <summary>A step's answer was there: what is known before anybody looks at it.</summary>
    private StepSample Came(int number, string stage, TimeSpan due, Request request, in Answer answer, VirtualUser user)
    {
        var now = loop.GetTimestamp();
        loop.Holds.Begin(holders[number], now);
        return new(number, stage, due, user.Ended = clock.At(now), answer, 0, null, request);
    }

    /// <summary>Looks at an answer, and takes from it what later steps want.</summary>
    private static StepSample Judge(RequestStep step, in StepSample sample, VirtualUser user)
    {
        var answer = sample.Answer!.Value;
        var held = 0UL;
        string? failed = null;
        for (var i = 0; i < step.Checks.Count; i++)
        {
            if (Holds(step.Checks[i], answer, sample.Ended - sample.Due)) held |= 1UL << i;
            else failed ??= $"check {step.Checks[i].Name}" + (step.Checks[i] is StatusCheck && answer.Status != 0 ? $", was {answer.Status}" : "");
        }
        if (answer.Failed) failed = answer.Error is { } error ? $"{error}: {answer.ErrorMessage}" : $"status {answer.Status}";
        foreach (var extraction in step.Extract)
        {
            if (!answer.Failed && extraction.Path.Select(answer.Body.Span) is { } value) user.Variables[extraction.Variable] = value;
            else user.Variables.Remove(extraction.Variable);
        }
        return sample with { ChecksHeld = held, Error = failed };
    }

    /// <summary>As <see cref="Judge"/>, in the thread pool; awaited with the loop's context, so that it goes on there.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<StepSample> JudgeInPool(RequestStep step, StepSample sample, VirtualUser user)
    {
        // The bytes of its body are the transport's, which uses them again as soon as the loop goes on.
        var answer = sample.Answer!.Value;
        var kept = sample with { Answer = answer with { Body = answer.Body.ToArray() } };
        return await Task.Run(() => Judge(step, kept, user));
    }

    /// <summary>As <see cref="Prepare"/>, in the thread pool; awaited with the loop's context, so that it goes on there.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(Request? Request, string? Problem)> PrepareInPool(RequestStep step, int number, int target, VirtualUser user) => await Task.Run(() => Prepare(step, number, target, user));

    /// <summary>The request of a step, or null and why it cannot be sent.</summary>
    private (Request? Request, string? Problem) Prepare(RequestStep step, int number, int target, VirtualUser user)
    {
        var once = prepared[number];
        // In the pool two may make it at the same time: one of them is kept, and they are alike.
        if (once.Length > 0 && once[target] is { } made) return (made, null);
        var request = Render(step, target, user, out var problem);
        if (once.Length > 0) once[target] = request;
        return (request, problem);
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
