using System.Globalization;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>http-status: { target: payments-link, status: 503, percentage: 10%, method: POST, path: /charge }</c></summary>
internal sealed class HttpStatusFault() : RequestFault("http-status", "HTTP requests through a proxy are answered by it, and never reach who they were for.",
    new("status", Shape.Integer(200, 599), "The status of the answer.", "503"),
    new("body", Shape.Text, "The body of the answer, as text. None where left out."))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, Requests requests, string target)
    {
        var status = keys["status"] is { } node ? node.Integer(200, 599) : 503;
        var body = keys["body"] is { } text ? text.Text() : "";
        return status is null || body is null ? null
            : (new HttpStatusToxic { Name = name, Status = status.Value, Body = body, Percentage = requests.Percentage, Method = requests.Method, Path = requests.Path },
                string.Create(CultureInfo.InvariantCulture, $"{status} for {requests} through {target}"));
    }
}
