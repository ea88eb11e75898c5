using System.Threading.Tasks.Sources;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>One user at work: its variables and its draws. It lives on one loop and is used for one iteration after another.</summary>
internal sealed class VirtualUser : IValueTaskSource<Iteration>
{
    private ManualResetValueTaskSourceCore<Iteration> next;

    /// <summary>Makes one without variables.</summary>
    /// <param name="environment">Reads an environment variable for <c>${env:…}</c>.</param>
    public VirtualUser(Func<string, string?> environment) => Look = part => part.Kind switch
    {
        TemplatePartKind.Uuid => Guid.NewGuid().ToString(),
        TemplatePartKind.Environment => environment(part.Text),
        _ => Variables.GetValueOrDefault(part.Text),
    };

    /// <summary>What earlier steps of the iteration extracted.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Gives the values of holes in templates.</summary>
    public TemplateLookup Look { get; }

    /// <summary>Whatever it draws.</summary>
    public Draws Draws;

    /// <summary>When its last step ended.</summary>
    public TimeSpan Ended { get; set; }

    /// <summary>Waits for the iteration that <see cref="Give"/> brings.</summary>
    public ValueTask<Iteration> Next() => new(this, next.Version);

    /// <summary>Brings the iteration that is waited for; it begins inside this call.</summary>
    public void Give(Iteration iteration) => next.SetResult(iteration);

    Iteration IValueTaskSource<Iteration>.GetResult(short token)
    {
        var iteration = next.GetResult(token);
        next.Reset();
        return iteration;
    }

    ValueTaskSourceStatus IValueTaskSource<Iteration>.GetStatus(short token) => next.GetStatus(token);

    void IValueTaskSource<Iteration>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        next.OnCompleted(continuation, state, token, flags);
}
