using Harness.Journal;
using Harness.Plans;

namespace Harness.Faults.Outside;

/// <summary>Text of a fault that goes to another tool: it may hold <c>${env:NAME}</c>, which is filled where it is used and nowhere else.</summary>
internal static class OutsideText
{
    /// <summary>The template, or null after noting what is wrong.</summary>
    public static Template? Read(PlanNode node)
    {
        if (node.Scalar is not { } text)
        {
            node.Wrong("it is text");
            return null;
        }
        if (!Template.TryParse(text, out var template, out var problem))
            node.Problem($"{node.Name}: {problem}");
        else if (template!.Parts.FirstOrDefault(part => part.Kind is TemplatePartKind.Variable or TemplatePartKind.Uuid) is { Kind: not TemplatePartKind.Fixed })
            node.Problem($"{node.Name}: a fault knows no variables of steps; only ${{env:NAME}} is filled here, and $${{ stands for ${{");
        else
            return template;
        return null;
    }

    /// <summary>Fills the holes of a text that was read before, be it long ago and in another process.</summary>
    /// <param name="text">As written.</param>
    /// <param name="secrets">What was filled in is added.</param>
    /// <exception cref="FaultException">A variable is not set.</exception>
    public static string Fill(string text, List<string> secrets)
    {
        if (!Template.TryParse(text, out var template, out var problem)) throw new FaultException(problem!);
        return template!.Render(part =>
        {
            var value = Environment.GetEnvironmentVariable(part.Text) is { Length: > 0 } set ? set : throw new FaultException($"the environment variable {part.Text} is not set");
            secrets.Add(value);
            return value;
        })!;
    }

    /// <summary>What another tool said, short and without secrets.</summary>
    public static string Said(string text, List<string> secrets)
    {
        var masked = new SecretMask(secrets).Apply(text.Trim());
        return masked.Length <= 300 ? masked : "…" + masked[^300..];
    }
}
