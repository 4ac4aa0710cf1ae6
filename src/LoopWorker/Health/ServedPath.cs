using Microsoft.AspNetCore.Http;

namespace LoopWorker.Health;

/// <summary>A path of the health port, and what answers a GET of it.</summary>
public sealed record ServedPath(string Path, RequestDelegate Respond);
