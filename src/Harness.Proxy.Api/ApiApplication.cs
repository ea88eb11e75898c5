using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Harness.Proxy.Api;

/// <summary>One request to its answer: who asks, what for, and always an answer, whatever happens meanwhile.</summary>
/// <param name="routes">What there is.</param>
/// <param name="token">What a request must carry, or null.</param>
/// <param name="time">The clock of the time-outs.</param>
internal sealed class ApiApplication(Routes routes, byte[]? token, TimeProvider time) : IHttpApplication<HttpContext>
{
    private const string Scheme = "Bearer ";

    // As Toxiproxy; what was begun goes on behind it, as there.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(25);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var answer = await Handle(context);
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.ContentType is { } type)
            response.ContentType = type;
        // As Go does for what it calls errors: nobody is to take such text for a page.
        if (answer.Status >= 400)
            response.Headers.XContentTypeOptions = "nosniff";
        if (answer.Status == StatusCodes.Status204NoContent)
            return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<Answer> Handle(HttpContext context)
    {
        var request = context.Request;
        if (!MayAsk(request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Answer.Error(401, "this API asks for its token: send the header Authorization: Bearer …");
        }
        if (routes.Find(request, out var refusal) is not { } handler)
            return refusal;
        context.Response.Headers["X-Toxiproxy-Request-Id"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        if (request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
            return Answer.Text(403, "User agent not allowed\n");
        try
        {
            return await handler(new RequestBody(context, time)).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            return Answer.Empty(503);
        }
        catch (ApiException e)
        {
            return Answer.Error(e.Status, e.Message);
        }
        // Becomes the answer to whoever asked; the others do not suffer.
        catch (Exception e)
        {
            return Answer.Error(500, e.Message);
        }
    }

    private bool MayAsk(HttpRequest request)
    {
        if (token is null)
            return true;
        var sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent[Scheme.Length..].Trim()), token);
    }
}
