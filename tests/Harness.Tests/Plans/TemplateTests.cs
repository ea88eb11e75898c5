using System.Text.Json;
using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class TemplateTests
{
    [Fact]
    public void Render_FixedText_IsReturnedWithoutACopy()
    {
        var template = Parse("/products");
        Assert.True(template.IsFixed);
        Assert.Same(template.Render(_ => "x"), template.Render(_ => "x"));
    }

    [Fact]
    public void Render_Holes_AreFilledInOrder()
    {
        var template = Parse("/a/${one}/${uuid}?k=${env:KEY_NAME}");
        Assert.Equal("/a/Variable:one/Uuid:?k=Environment:KEY_NAME", template.Render(part => $"{part.Kind}:{part.Text}"));
        Assert.Equal("/a/${one}/${uuid}?k=${env:KEY_NAME}", template.Text);
    }

    [Fact]
    public void Render_ValueIsMissing_GivesNull() => Assert.Null(Parse("/a/${one}").Render(_ => null));

    [Theory]
    [InlineData("$${a}", "${a}")]
    [InlineData("$", "$")]
    [InlineData("5$ {a}", "5$ {a}")]
    [InlineData("$$${a}", "$${a}")]
    public void Render_Escapes_StandForThemselves(string text, string rendered) => Assert.Equal(rendered, Parse(text).Render(_ => "x"));

    [Theory]
    [InlineData("${a", "'${' is not closed by '}'; write $${ for the two characters themselves")]
    [InlineData("${}", "'${}' is no variable; write ${name} (letters, digits, underscores), ${uuid} or ${env:NAME}")]
    [InlineData("${1a}", "'${1a}' is no variable; write ${name} (letters, digits, underscores), ${uuid} or ${env:NAME}")]
    [InlineData("${env:}", "'${env:}' is no variable; write ${name} (letters, digits, underscores), ${uuid} or ${env:NAME}")]
    public void TryParse_WrongHole_SaysWhatIsRight(string text, string expected)
    {
        Assert.False(Template.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Json_Scalars_KeepTheirTypes()
    {
        var body = Body("""{ n: 1, f: -1.50, t: "1", b: true, z: null, s: text, l: [ 1, { a: "${uuid}" } ], "k${sku}": "${sku}", e: "" }""");
        Assert.True(body.Request.BodyIsJson);
        Assert.Equal(
            """{"n":1,"f":-1.50,"t":"1","b":true,"z":null,"s":"text","l":[1,{"a":"7"}],"k7":"7","e":""}""", body.Request.Body!.Render(_ => "7"));
    }

    [Fact]
    public void Json_ValuesWithQuotes_StayOneString()
    {
        var (request, _) = Body("""{ sku: "a\"${sku}\\" }""");
        var json = request.Body!.Render(_ => "x\", \"admin\": \"\n")!;
        using var document = JsonDocument.Parse(json);
        Assert.Equal("a\"x\", \"admin\": \"\n\\", document.RootElement.GetProperty("sku").GetString());
        Assert.Single(document.RootElement.EnumerateObject());
    }

    [Theory]
    [InlineData("007")]
    [InlineData("+5")]
    [InlineData("0x1F")]
    [InlineData(".5")]
    [InlineData(".inf")]
    public void Json_NumberOnlyInYaml_IsRefused(string number) => Assert.Equal(
        $"s.yaml:14:16: steps.json.n is '{number}'; JSON has no such number: write it as JSON does, or in quotes for text",
        Sample.ProblemsWith("name: pay", $"name: pay\n    json: {{ n: {number} }}"));

    [Fact]
    public void Body_Text_IsNotEscaped()
    {
        var plan = Sample.Plan("name: pay", "name: pay\n    body: 'x=${sku}'");
        Assert.Equal("x=\"", plan.Requests.Last().Body!.Render(_ => "\""));
        Assert.False(plan.Requests.Last().BodyIsJson);
    }

    [Theory]
    [InlineData("${sk}", "s.yaml:12:11: steps.post: no earlier step extracts 'sk'; did you mean 'sku'?")]
    [InlineData("${env:HARNESS_TEST_NEVER_SET}", "s.yaml:12:11: steps.post: the environment variable HARNESS_TEST_NEVER_SET is not set; set it before the run")]
    [InlineData("${x", "s.yaml:12:11: steps.post: '${' is not closed by '}'; write $${ for the two characters themselves")]
    public void Url_UnknownHole_IsAProblemWithItsPlace(string hole, string expected) => Assert.Equal(expected, Sample.ProblemsWith("${sku}", hole));

    [Fact]
    public void Url_VariableOfALaterStep_IsRefused() => Assert.Equal(
        "s.yaml:8:10: steps.get: no earlier step extracts 'sku'; there are none", Sample.ProblemsWith("get: /products", "get: /products/${sku}"));

    [Fact]
    public void Environment_ShortSecret_IsRefusedWithoutShowingIt()
    {
        Environment.SetEnvironmentVariable("HARNESS_TEST_SHORT", "s3cr");
        var problems = Sample.ProblemsWith("${sku}", "${env:HARNESS_TEST_SHORT}");
        Assert.Contains("HARNESS_TEST_SHORT is shorter than 6 characters", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_ReadFromAJournal_IsNotLookedAt()
    {
        var scenario = Sample.Scenario.Replace("${sku}", "${env:HARNESS_TEST_NEVER_SET}", StringComparison.Ordinal);
        Assert.Empty(Sample.Read(scenario, checkEnvironment: false).Problems);
    }

    private static (RequestStep Request, Plan Plan) Body(string json)
    {
        var plan = Sample.Plan("name: pay", "name: pay\n    json: " + json);
        return (plan.Requests.Last(), plan);
    }

    private static Template Parse(string text)
    {
        Assert.True(Template.TryParse(text, out var template, out var problem), problem);
        return template!;
    }
}
