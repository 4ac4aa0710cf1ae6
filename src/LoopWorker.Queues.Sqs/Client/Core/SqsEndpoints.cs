using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace LoopWorker.Queues.Sqs.Client.Core;

/// <summary>Where SQS answers: at the endpoint that is given, or at the region's.</summary>
/// <remarks>Source: the endpoint rules of the SQS service model.</remarks>
internal sealed class SqsEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var dualStack = parameters["UseDualStack"] is true;
        var fips = parameters["UseFIPS"] is true;
        if (parameters["Endpoint"] is string { Length: > 0 } given)
            return dualStack || fips
                ? throw new AmazonClientException(
                    "FIPS and dual-stack endpoints cannot be combined with one that is given."
                )
                : new Endpoint(given);
        if (parameters["Region"] is not string { Length: > 0 } region)
            throw new AmazonClientException("No region is configured.");
        var partition = Fn.Partition(region);
        if ((fips && !partition.supportsFIPS) || (dualStack && !partition.supportsDualStack))
            throw new AmazonClientException($"The region {region} has no such FIPS or dual-stack endpoint.");
        // In GovCloud the usual endpoint is the FIPS one.
        var host = fips && (dualStack || partition.name != "aws-us-gov") ? "sqs-fips" : "sqs";
        return new Endpoint(
            $"https://{host}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}"
        );
    }
}

/// <summary>Gives each request its endpoint.</summary>
internal sealed class SqsEndpointResolver : BaseEndpointResolver
{
    public static EndpointParameters Parameters(IClientConfig config)
    {
        var parameters = new EndpointParameters();
        parameters["Endpoint"] = config.ServiceURL;
        parameters["Region"] = config.RegionEndpoint?.SystemName;
        parameters["UseDualStack"] = config.UseDualstackEndpoint;
        parameters["UseFIPS"] = config.UseFIPSEndpoint;
        return parameters;
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        Parameters(requestContext.ClientConfig);
}
