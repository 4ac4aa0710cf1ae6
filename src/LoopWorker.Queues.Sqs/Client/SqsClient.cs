using Amazon.Runtime.Internal;
using Amazon.SQS;
using Amazon.SQS.Internal;
using LoopWorker.Aws;

namespace LoopWorker.Queues.Sqs.Client;

/// <summary>
/// The SDK's client without its own check of checksums, which fails a whole receive for one damaged body: ours leaves out that
/// body alone (<see cref="Messages.BodyChecksum"/>).
/// </summary>
internal sealed class SqsClient : AmazonSQSClient
{
    private SqsClient(SqsOptions options, AmazonSQSConfig config)
        // Null stands for the SDK's chain.
        : base(options.Credentials, config) { }

    /// <exception cref="QueueException">
    /// With <see cref="QueueErrors.ConfigurationInvalid"/> if no one names a region.
    /// </exception>
    public static SqsClient Create(SqsOptions options)
    {
        var config = new AmazonSQSConfig();
        if (ClientConfiguration.Apply(config, options) is null)
            throw new QueueException(
                QueueErrors.ConfigurationInvalid,
                "SQS has no region: set AWS_REGION, or a region in the AWS profile."
            );
        return new SqsClient(options, config);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.RemoveHandler<ValidationResponseHandler>();
    }
}
