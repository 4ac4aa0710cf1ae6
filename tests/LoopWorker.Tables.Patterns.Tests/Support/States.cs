using System.Text;

namespace LoopWorker.Tables.Patterns.Tests.Support;

/// <summary>States of given sizes.</summary>
internal static class States
{
    /// <summary>JSON of about so many bytes that says the same over and over.</summary>
    public static string Compressible(int bytes) =>
        $"[{string.Join(',', Enumerable.Range(0, bytes / 40).Select(i => $$"""{"role":"user","content":"turn {{i}}"}"""))}]";

    /// <summary>A JSON string of so many bytes, the same for the same seed, that gets no smaller than two thirds by compression.</summary>
    public static string Incompressible(int bytes, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("\"", bytes);
        while (text.Length < bytes - 1)
            text.Append((char)('#' + random.Next(57)));
        return text.Append('"').ToString();
    }
}
