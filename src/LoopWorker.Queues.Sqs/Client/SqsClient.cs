using Amazon.Runtime.Internal;
using Amazon.SQS;
using Amazon.SQS.Internal;
using LoopWorker.Aws;
using LoopWorker.Aws.Credentials;

namespace LoopWorker.Queues.Sqs.Client;

/// <summary>
/// The SDK's client without its own check of checksums, which fails a whole receive for one damaged body: ours leaves out that
/// body alone (<see cref="Messages.BodyChecksum"/>).
/// </summary>
internal sealed class SqsClient : AmazonSQSClient
{
    private SqsClient(ExplainedCredentials credentials, AmazonSQSConfig config)
        : base(credentials, config) => Credentials = credentials;

    /// <summary>What its calls are signed with.</summary>
    public ExplainedCredentials Credentials { get; }

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
        return new SqsClient(new ExplainedCredentials(options.Credentials, config), config);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.RemoveHandler<ValidationResponseHandler>();
    }
}
