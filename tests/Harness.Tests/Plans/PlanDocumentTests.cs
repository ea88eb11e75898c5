namespace Harness.Tests.Plans;

public sealed class PlanDocumentTests
{
    [Theory]
    [InlineData("", "1:1: the file is empty; it should hold the scenario as a mapping of keys to values")]
    [InlineData("# only a comment\n", "1:1: the file is empty; it should hold the scenario as a mapping of keys to values")]
    [InlineData("~", "1:1: the file is empty; it should hold the scenario as a mapping of keys to values")]
    [InlineData("text", "1:1: the file holds one value; it should hold the scenario as a mapping of keys to values")]
    [InlineData("- a\n- b", "1:1: the file holds a list; it should hold the scenario as a mapping of keys to values")]
    [InlineData("load:\n\ttarget: shop", "2:1: a tab indents this line; YAML indents by blanks only")]
    [InlineData("load:\n  target: shop\n \texecutor: x", "3:2: a tab indents this line; YAML indents by blanks only")]
    [InlineData("a: *b", "1:4: no anchor &b stands before this")]
    [InlineData("a: &b [ *b ]", "1:9: no anchor &b stands before this")]
    [InlineData("a: !!str 5", "1:4: the tag tag:yaml.org,2002:str is not taken; put text in quotes, and leave other values plain")]
    [InlineData("a: 1\n---\nb: 2", "2:1: a second document; a file holds one, without '---' in the middle")]
    public void Read_NoPlan_IsOneClearProblem(string text, string expected) => Assert.Equal("s.yaml:" + expected, Sample.Text(Sample.Read(text)));

    [Fact]
    public void Read_NotYaml_SaysWhere() =>
        Assert.StartsWith("s.yaml:1:", Assert.Single(Sample.Read("load: { a: 1\nsteps: ]").Problems).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Read_NotJson_SaysWhere() =>
        Assert.StartsWith("harness.json:2:", Assert.Single(Sample.Read(Sample.Scenario, "{ \"targets\":\n }}").Problems).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Assert.Equal("s.yaml:1:68: nested deeper than 64 levels", Sample.Text(Sample.Read("a: " + new string('[', 500_000))));

    [Theory]
    [InlineData("target: shop\n", "target: shop\n  target: calm\n", "s.yaml:3:3: duplicate key 'target' in load; it stands in line 2 already")]
    [InlineData("{ duration: 90s,", "{ duration: 90s, duration: 80s,", "s.yaml:6:24: duplicate key 'duration' in load.stages; it stands in line 6 already")]
    public void Read_DuplicateKey_IsAProblem(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Fact]
    public void Read_JsonWithTabs_IsRight() =>
        Assert.Equal("", Sample.Text(Sample.Read(Sample.Scenario, Sample.Settings.Replace("    ", "\t", StringComparison.Ordinal))));

    [Fact]
    public void Read_ByteOrderMark_IsSkipped() => Assert.Equal("", Sample.Text(Sample.Read('\uFEFF' + Sample.Scenario, '\uFEFF' + Sample.Settings)));

    [Fact]
    public void Read_BracesAsKey_AreToldToNeedQuotes() => Assert.Contains(
        "a key in thresholds is a mapping; it should be a word (text with braces needs quotes)",
        Sample.ProblemsWith("response_time: [ p(95)<500 ]", "{ a: 1 }: [ p(95)<500 ]"), StringComparison.Ordinal);
}
