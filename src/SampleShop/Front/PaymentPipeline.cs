using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace SampleShop.Front;

/// <summary>
/// What stands between an order and a payment provider in trouble. Outermost first:
/// <code>bulkhead -> retry -> circuit breaker -> time-out of one attempt</code>
/// </summary>
internal static class PaymentPipeline
{
    // 0.3^8: with 30 % of connections reset, one order in 15,000 fails.
    private const int Retries = 7;
    private const int ConcurrentCharges = 64;
    private const int WaitingCharges = 128;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BareTimeout = TimeSpan.FromSeconds(5);

    public static ResiliencePipeline Create(bool resilient, TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        return resilient
            ? pipeline
                .AddConcurrencyLimiter(ConcurrentCharges, WaitingCharges)
                .AddRetry(Retry)
                .AddCircuitBreaker(Breaker)
                .AddTimeout(AttemptTimeout)
                .Build()
            : pipeline.AddTimeout(BareTimeout).Build();
    }

    private static RetryStrategyOptions Retry => new()
    {
        MaxRetryAttempts = Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromMilliseconds(20),
        MaxDelay = TimeSpan.FromMilliseconds(250),
        // An open circuit is waited for: asking it costs nothing, and it may be half open by the next attempt.
        ShouldHandle = Outage().Handle<BrokenCircuitException>(),
    };

    // Payments that fail in 30 % of cases are worth trying again; payments that fail in 70 % are down.
    private static CircuitBreakerStrategyOptions Breaker => new()
    {
        FailureRatio = 0.7,
        MinimumThroughput = 50,
        SamplingDuration = TimeSpan.FromSeconds(10),
        BreakDuration = TimeSpan.FromMilliseconds(500),
        ShouldHandle = Outage(),
    };

    // A refusal (4xx) is an answer: asking again would not change it.
    private static PredicateBuilder<object> Outage() => new PredicateBuilder()
        .Handle<TimeoutRejectedException>()
        .Handle<HttpRequestException>(failed => failed.StatusCode is null or >= HttpStatusCode.InternalServerError);
}
