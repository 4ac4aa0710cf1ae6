using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LoopWorker.Terminal;

/// <summary>How many are done in a second.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed ? speed.ToString("N0", CultureInfo.InvariantCulture) + "/s" : "");
}
