using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace LoopWorker.Queues.Sqs.Client.Core;

/// <summary>One operation: how its requests are written and its answers read.</summary>
internal sealed class SqsOperation<TRequest, TResponse> : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
    where TResponse : class, new()
{
    private readonly string _target = $"AmazonSQS.{typeof(TRequest).Name[..^"Request".Length]}";
    private readonly JsonTypeInfo<TRequest> _request;

    public SqsOperation(JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response)
    {
        _request = request;
        Options = new InvokeOptions
        {
            RequestMarshaller = this,
            ResponseUnmarshaller = new SqsUnmarshaller<TResponse>(response),
        };
    }

    public InvokeOptions Options { get; }

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var content = new PooledContentStream();
        using (var writer = new Utf8JsonWriter(content.BufferWriter, WriterOptions))
            JsonSerializer.Serialize(writer, (TRequest)input, _request);
        var request = new DefaultRequest(input, "Amazon.SQS")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            ContentStream = content,
        };
        request.Headers["X-Amz-Target"] = _target;
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        // Errors then bear the names that SQS has always given them.
        request.Headers["x-amzn-query-mode"] = "true";
        request.Headers[HeaderKeys.XAmzApiVersion] = SqsConfig.ApiVersion;
        return request;
    }

    // The writer's own options count here, not the serializer's.
    private JsonWriterOptions WriterOptions => new() { Encoder = _request.Options.Encoder, SkipValidation = true };
}
