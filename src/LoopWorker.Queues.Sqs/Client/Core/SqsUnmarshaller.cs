using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;
using LoopWorker.Queues.Sqs.Client.Models;

namespace LoopWorker.Queues.Sqs.Client.Core;

/// <summary>An answer as the SDK carries it.</summary>
internal sealed class SqsAnswer<TResponse> : AmazonWebServiceResponse
    where TResponse : class, new()
{
    public TResponse Body { get; init; } = new();
}

/// <summary>Reads answers and errors.</summary>
internal sealed class SqsUnmarshaller<TResponse>(JsonTypeInfo<TResponse> response) : JsonResponseUnmarshaller
    where TResponse : class, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context) =>
        // These answer by an empty body or an empty object.
        typeof(TResponse) == typeof(NoResponse)
            ? new SqsAnswer<TResponse>()
            : new SqsAnswer<TResponse> { Body = JsonSerializer.Deserialize(context.Stream, response)! };

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext context,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        return new AmazonServiceException(
            error.Message,
            innerException,
            error.Type,
            LegacyCode(context.ResponseData) ?? error.Code,
            error.RequestId,
            statusCode
        );
    }

    // "AWS.SimpleQueueService.NonExistentQueue;Sender"
    private static string? LegacyCode(IWebResponseData answer) =>
        answer.IsHeaderPresent(HeaderKeys.XAmzQueryError)
        && answer.GetHeaderValue(HeaderKeys.XAmzQueryError).Split(';') is [{ Length: > 0 } code, ..]
            ? code
            : null;
}
