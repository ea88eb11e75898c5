using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("\"needs\": [\"shop-1\", \"link\"]", "\"needs\": [\"shop-3\"]", "harness.json:2:81: targets.shop.needs: no target or proxy is called 'shop-3'; did you mean 'shop-1'?")]
    [InlineData("\"args\": [\"front\"] }", "\"args\": [\"front\"] }, \"needs\": [\"shop\"]", "harness.json:3:116: targets.shop-1.needs goes in a circle: shop needs shop-1 needs shop; none could be started first")]
    [InlineData("\"url\": \"http://127.0.0.1:5083\"", "\"url\": \"http://localhost:5081\"", "harness.json:4:24: targets.calm.url listens on port 5081, and so does targets.shop-1; give one of them another port")]
    [InlineData("\"listen\": \"127.0.0.1:5092\"", "\"listen\": \"127.0.0.1:5091\"", "harness.json:7:26: proxies.quiet.listen listens on port 5091, and so does proxies.link; give one of them another port")]
    [InlineData("\"listen\": \"127.0.0.1:5092\"", "\"listen\": \"127.0.0.1:5090\"", "harness.json:7:56: proxies.quiet.upstream is '127.0.0.1:5090'; that is where it listens itself; it is where the traffic goes to")]
    [InlineData("\"command\": \"calm\"", "\"args\": []", "harness.json:4:60: targets.calm.process needs one of 'project' (a .NET project), 'command' (a program), 'pidFile' or 'port' (a process that runs already)")]
    [InlineData("\"health\": \"/healthz\"", "\"helth\": \"/healthz\"", "harness.json:2:49: unknown key 'helth' in targets.shop; did you mean 'health'?")]
    [InlineData("\"health\": \"/healthz\"", "\"health\": \"healthz\"", "harness.json:2:59: targets.shop.health is 'healthz'; it is a path, such as /healthz")]
    [InlineData("\"url\": \"http://127.0.0.1:5083\", ", "", "harness.json:4:15: targets.calm needs 'url', such as \"http://127.0.0.1:5080\"")]
    [InlineData("{ \"targets\"", "{ \"toxiproxy\": \"localhost:8474\", \"targets\"", "harness.json:1:16: toxiproxy is 'localhost:8474'; it is embedded, or the URL of a Toxiproxy server, such as http://127.0.0.1:8474")]
    [InlineData("{ \"targets\"", "{ \"toxiproxy\": \"http://toxiproxy.test:8474\", \"targets\"", "harness.json:1:16: toxiproxy goes to 'toxiproxy.test', which safety.allowedHosts in harness.json does not name (127.0.0.1, localhost, ::1); add it there if it is yours to load and to break")]
    [InlineData("{ \"targets\"", "{ \"safety\": { \"maxRate\": 5 }, \"targets\"", "harness.json:1:26: safety.maxRate is '5'; it has no unit: write 5/s, 5/m or 5/h")]
    [InlineData("\"quiet\":", "\"calm\":", "harness.json:7:5: 'calm' is a target already; give the proxy a name of its own")]
    [InlineData("\"calm\":   {", "\"group\": { \"instances\": [\"shop-9\"] }, \"calm\": {", "harness.json:4:30: targets.group.instances: no target is called 'shop-9'; did you mean 'shop-1'?")]
    [InlineData("\"calm\":   {", "\"group\": { \"instances\": [\"shop-1\"], \"url\": \"http://127.0.0.1:1\" }, \"calm\": {", "harness.json:4:41: targets.group is a group, which has no 'url'; its instances have")]
    public void Read_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWithSettings(old, changed));

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://10.1.2.3:5080", "targets.shop.url goes to '10.1.2.3', which")]
    [InlineData("\"listen\": \"127.0.0.1:5092\"", "\"listen\": \"0.0.0.0:5092\"", "proxies.quiet.listen goes to '0.0.0.0', which")]
    [InlineData("127.0.0.1:5090\" }", "payments.example:5090\" }", "proxies.quiet.upstream goes to 'payments.example', which")]
    public void Read_HostThatIsNotAllowed_IsRefused(string old, string changed, string expected)
    {
        var reading = Sample.Read(Sample.Scenario, Sample.Settings.Replace(old, changed, StringComparison.Ordinal));
        var problem = Assert.Single(reading.Problems);
        Assert.True(problem.IsRefusal);
        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SettingsCannotBeRead_TellsOfTheScenarioWhatItCan() => Assert.Equal(
        ["harness.json", "s.yaml"], Sample.Read(Sample.Scenario.Replace("5/s", "5/d", StringComparison.Ordinal), "[]").Problems.Select(p => p.Path).Distinct());

    [Fact]
    public void Read_Group_HasItsInstances()
    {
        var settings = Sample.Read(Sample.Scenario, Sample.Settings.Replace("\"calm\":", "\"group\": { \"instances\": [\"shop\", \"shop-1\"] }, \"calm\":", StringComparison.Ordinal)).Plan!.Settings;
        Assert.Equal(["shop", "shop-1"], settings.Targets["group"].Instances);
        Assert.Null(settings.Targets["group"].Url);
    }

    [Fact]
    public void Read_NothingSaid_HasSafeDefaults()
    {
        var settings = Sample.Plan().Settings;
        Assert.Equal(new Safety().AllowedHosts, settings.Safety.AllowedHosts);
        Assert.Equal(["html", "json"], settings.Reports.Formats);
        Assert.False(settings.Proxies["quiet"].Chaos);
    }
}
