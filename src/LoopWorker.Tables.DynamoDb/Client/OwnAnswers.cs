namespace LoopWorker.Tables.DynamoDb.Client;

/// <summary>
/// Takes an answer that is not DynamoDB's for none. A proxy's 200 with JSON of its own would pass for a transaction that took
/// place, or for a card that is linked to no one, and its message would be deleted.
/// </summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "DynamoDB low-level API": every response has <c>x-amzn-RequestId</c>.</remarks>
internal sealed class OwnAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string RequestId = "x-amzn-RequestId";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Headers.Contains(RequestId))
            return response;
        response.Dispose();
        throw new HttpRequestException(
            HttpRequestError.InvalidResponse,
            $"The answer has no {RequestId}: it is not DynamoDB's."
        );
    }
}
