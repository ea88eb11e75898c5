namespace Harness.Docker;

/// <summary>The labels on containers, networks and images.</summary>
public static class Labels
{
    /// <summary>The opt-in of a container that runs already: <c>harness.chaos=allow</c>.</summary>
    public const string Chaos = "harness.chaos", Allow = "allow";

    /// <summary>On everything that a run creates: the run's name.</summary>
    public const string Run = "harness.run";

    /// <summary>On what a run creates for a target: the target's name.</summary>
    public const string Target = "harness.target";

    /// <summary>On images made of projects: kept between runs, like a build's output.</summary>
    public const string Image = "harness.image";

    /// <summary>Docker Compose's own.</summary>
    public const string ComposeProject = "com.docker.compose.project", ComposeService = "com.docker.compose.service";
}
