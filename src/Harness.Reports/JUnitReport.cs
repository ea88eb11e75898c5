using System.Globalization;
using System.Text;
using System.Xml;
using Harness.Checks;

namespace Harness.Reports;

/// <summary>
/// junit.xml: a test case for each threshold, probe and part of the run, stop condition, fault, and property of the generator, and one for the verdict, so
/// that no run that is not a pass can look like one. What failed is a failure, what proves nothing an error.
/// </summary>
public sealed class JUnitReport : IReport
{
    /// <inheritdoc/>
    public string Format => "junit";

    /// <inheritdoc/>
    public string FileName => "junit.xml";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        var cases = Finding.Of(run, judgement).Append(Verdict(judgement, run)).ToList();
        using var xml = XmlWriter.Create(to, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(run.Plan.Name));
        xml.WriteAttributeString("package", "harness");
        xml.WriteAttributeString("id", "0");
        xml.WriteAttributeString("timestamp", (run.Start?.Wall ?? DateTimeOffset.UnixEpoch).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("hostname", run.Start is { Environment.Machine: { Length: > 0 } machine } ? Clean(machine) : "localhost");
        xml.WriteAttributeString("tests", Count(cases.Count));
        xml.WriteAttributeString("failures", Count(cases.Count(c => c.Outcome == FindingOutcome.Fails)));
        xml.WriteAttributeString("errors", Count(cases.Count(c => c.Outcome == FindingOutcome.Doubtful)));
        xml.WriteAttributeString("time", Seconds(run.Elapsed));
        Properties(xml, run);
        foreach (var finding in cases) Case(xml, run.Plan.Name, finding);
        xml.WriteElementString("system-out", Clean(string.Join('\n', judgement.Verdict.Reasons)));
        xml.WriteElementString("system-err", "");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static Finding Verdict(Judgement judgement, RunFold run)
    {
        var verdict = judgement.Verdict;
        var outcome = verdict.Outcome switch { Outcome.Pass => FindingOutcome.Holds, Outcome.Fail => FindingOutcome.Fails, _ => FindingOutcome.Doubtful };
        return new("verdict", "verdict", outcome, string.Join('\n', [.. verdict.Reasons.Select(reason => reason.ToString()), $"exit code {(int)verdict.ExitCode}"]), run.Elapsed);
    }

    private static void Properties(XmlWriter xml, RunFold run)
    {
        xml.WriteStartElement("properties");
        var (start, machine) = (run.Start, run.Start?.Environment);
        (string, string?)[] all =
        [
            ("scenario", run.Plan.Name), ("run", start?.Run), ("seed", start?.Seed.ToString(CultureInfo.InvariantCulture)), ("command", start?.Command), ("commit", start?.Commit),
            ("rehearsal", start is { WithFaults: false } ? "no fault was injected" : null),
            ("harness", machine?.Harness), ("runtime", machine?.Runtime), ("os", machine?.OS),
        ];
        foreach (var (name, value) in all.Where(property => property.Item2 is not null))
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("value", Clean(value!));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, string scenario, Finding finding)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"{scenario}.{finding.Group}"));
        xml.WriteAttributeString("name", Clean(finding.Name));
        xml.WriteAttributeString("time", Seconds(finding.Took));
        if (finding.Outcome == FindingOutcome.Skipped)
        {
            // As text: the schema of Jenkins knows no attribute here, and its reader takes the one for the other.
            xml.WriteElementString("skipped", Clean(finding.Text));
        }
        else if (finding.Outcome != FindingOutcome.Holds)
        {
            xml.WriteStartElement(finding.Outcome == FindingOutcome.Fails ? "failure" : "error");
            xml.WriteAttributeString("message", Clean(finding.Text.Split('\n')[0]));
            xml.WriteAttributeString("type", finding.Group);
            xml.WriteString(Clean(finding.Text));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no control characters and no half surrogates, not even escaped.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) clean.Append(text, i++, 2);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
        }
        return clean.ToString();
    }
}
