using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace LoopWorker.Queues.Sqs.Client.Core;

/// <summary>SQS for the AWS SDK: its service id, from which environment variables and profiles take their names.</summary>
internal sealed class SqsConfig : ClientConfig
{
    public const string ApiVersion = "2012-11-05";

    private const string SigningName = "sqs";
    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString("SQS", "4.0.0");

    public SqsConfig()
        : base(
            new DefaultConfigurationProvider([
                new DefaultConfiguration
                {
                    Name = DefaultConfigurationMode.Standard,
                    RetryMode = RequestRetryMode.Standard,
                },
            ])
        )
    {
        ServiceId = "SQS";
        AuthenticationServiceName = SigningName;
        EndpointProvider = new SqsEndpointProvider();
    }

    public override string ServiceVersion => ApiVersion;

    public override string UserAgent => Agent;

    public override string RegionEndpointServiceName => SigningName;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SqsEndpointResolver.Parameters(this));
}
