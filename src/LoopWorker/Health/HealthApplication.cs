using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LoopWorker.Health;

/// <summary>Answers GET and HEAD of the paths it serves, and nothing else.</summary>
internal sealed class HealthApplication(IEnumerable<ServedPath> paths) : IHttpApplication<HttpContext>
{
    private readonly Dictionary<string, RequestDelegate> _paths = paths.ToDictionary(
        served => served.Path,
        served => served.Respond,
        StringComparer.Ordinal
    );

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!_paths.TryGetValue(context.Request.Path.Value ?? "", out var respond))
            return End(context, StatusCodes.Status404NotFound);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return respond(context);
        context.Response.Headers.Allow = "GET, HEAD";
        return End(context, StatusCodes.Status405MethodNotAllowed);
    }

    public void DisposeContext(HttpContext context, Exception? exception) { }

    private static Task End(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
