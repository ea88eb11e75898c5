using System.CommandLine;
using Harness.Checks;
using Harness.Plans;

namespace Harness.Cli;

/// <summary><c>harness init http://127.0.0.1:5080</c>: a first harness.json and scenario for something that runs already.</summary>
internal static class InitCommand
{
    private const string ScenarioFile = "scenarios/first.yaml";
    private const string SchemaFolder = "scenarios/schema";

    public static Command Create()
    {
        var url = new Argument<string>("url")
        {
            Description = "Where the program under test answers.",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        var command = new Command("init", "Write a first harness.json and scenario for a URL into this folder.") { url };
        command.SetAction(result => (int)Guarded.Write(() => Write(result.GetValue(url)!, Directory.GetCurrentDirectory())));
        return command;
    }

    /// <summary>Writes into a folder, or says why not.</summary>
    internal static ExitCode Write(string text, string folder)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            Console.Error.WriteLine($"{Ink.Bad("problem")}  '{text}' is no http(s) URL; one looks like http://127.0.0.1:5080/products");
            return ExitCode.InvalidPlan;
        }
        if (((string[])[PlanFile.SettingsName, ScenarioFile]).FirstOrDefault(file => File.Exists(Path.Combine(folder, file))) is { } taken)
        {
            Console.Error.WriteLine($"{Ink.Bad("problem")}  {taken} is there already, and nothing is overwritten; start from it, or work in another folder");
            return ExitCode.InvalidPlan;
        }
        SchemaCommand.Write(Path.Combine(folder, SchemaFolder), SchemaCommand.All.Where(schema => schema.Name is "scenario" or "harness"));
        File.WriteAllText(Path.Combine(folder, PlanFile.SettingsName), Settings(url));
        File.WriteAllText(Path.Combine(folder, ScenarioFile), Scenario(url));
        Console.WriteLine($"""
            wrote  {PlanFile.SettingsName}       where your program answers
            wrote  {ScenarioFile}  a load of 5 to 20 requests a second for half a minute, and what must be true of it
            wrote  {SchemaFolder}     so that your editor completes both

            next   harness run {ScenarioFile}
            """);
        return ExitCode.Pass;
    }

    private static string Settings(Uri url) => $$"""
        {
          "$schema": "{{SchemaFolder}}/harness.schema.json",
          "targets": {
            "app": { "url": "{{url.GetLeftPart(UriPartial.Authority)}}" }
          },
          "safety": { "allowedHosts": ["{{url.Host.Trim('[', ']')}}"], "maxRate": "1000/s" }
        }

        """;

    private static string Scenario(Uri url) => $$"""
        # yaml-language-server: $schema=schema/scenario.schema.json
        name: first
        description: The first thing to know of any service - does it answer, and how fast.

        load:
          target: app
          executor: ramping-arrival-rate
          startRate: 5/s
          warmup: 2s
          stages:
            - { duration: 10s, target: 20/s, name: rise }
            - { duration: 20s, target: 20/s, name: hold }

        steps:
          - get: {{url.PathAndQuery}}
            name: first page
            check: { status: 200 }

        thresholds:
          response_time: [ p(95)<500 ]
          http_req_failed: [ rate<1% ]

        # What breaks, and what must stay true while it does, comes next: hypothesis and faults.

        """;
}
