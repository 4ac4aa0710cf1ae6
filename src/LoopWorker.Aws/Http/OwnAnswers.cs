namespace LoopWorker.Aws.Http;

/// <summary>
/// Takes an answer that is not the service's for none. A captive portal's page or a proxy's JSON would pass for success: for a
/// receive that brought nothing, a transaction that took place, a card that is linked to no user, and a message would be deleted.
/// </summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "DynamoDB low-level API", and Amazon SQS Developer Guide, "Making requests": every
/// response has <c>x-amzn-RequestId</c>. Emulators may use S3's name for it.
/// </remarks>
internal sealed class OwnAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string RequestId = "x-amzn-RequestId";
    private const string RequestIdOfS3 = "x-amz-request-id";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        var isOwn = response.Headers.Contains(RequestId) || response.Headers.Contains(RequestIdOfS3);
        if (!response.IsSuccessStatusCode || isOwn)
            return response;
        response.Dispose();
        throw new HttpRequestException(
            HttpRequestError.InvalidResponse,
            $"The answer has no {RequestId}: it is not the service's."
        );
    }
}
