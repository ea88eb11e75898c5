namespace SampleShop.Front;

/// <summary>The order could not be charged. It stays pending; a request with the same key finishes it.</summary>
internal sealed class PaymentException(string message, int statusCode, Exception cause) : Exception(message, cause)
{
    /// <summary>What the customer is told: 502, payments failed; or 503, payments was not even asked.</summary>
    public int StatusCode => statusCode;
}
