using System.Text.Json;

namespace LoopWorker.Simulation.Invariants;

internal static class Notifications
{
    public static string IdOf(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("data").GetProperty("id").GetString()!;
    }
}
