namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>Makes the fuzz's messages: each of its number and a seed alone.</summary>
internal static class Mutations
{
    // Large bodies take long: one in so many.
    private const int LargeBodies = 400;

    /// <summary>The message of a number.</summary>
    public static FuzzMessage Make(int seed, int number)
    {
        var random = new Random(HashOf(seed, number));
        var message = ValidMessages.Make(random, number);
        if (random.Next(LargeBodies) == 0)
            return message.Broken(EnvelopeMutations.Resize(random, message.Body));
        return random.Next(10) switch
        {
            0 => message with { Body = JsonMutations.Rewritten(random, message.Body) },
            1 => message with { Body = EnvelopeMutations.Escaped(message.Body) },
            2 => message.Broken(JsonMutations.Text(random, message.Body)),
            3 => message.Broken(JsonMutations.Tree(random, message.Body)),
            4 => message.Broken(JsonMutations.Repeat(random, message.Body)),
            5 => message.Broken(EnvelopeMutations.Nest(random, message.Body)),
            6 => message.Broken(EnvelopeMutations.Encode(random, message.Body)),
            7 => message.Broken(message.Body) with { Attributes = EnvelopeMutations.Attributes(random) },
            // One after another: what is broken and put into an envelope is broken where it is deep.
            8 => message.Broken(EnvelopeMutations.Nest(random, JsonMutations.Tree(random, message.Body))),
            _ => Earlier(seed, number, random),
        };
    }

    // An earlier message once more, or another one under its id.
    private static FuzzMessage Earlier(int seed, int number, Random random)
    {
        var earlier = number - random.Next(1, 50);
        return earlier >= 0 && random.Next(2) == 0
            ? Make(seed, earlier)
            : ValidMessages.Make(random, Math.Max(0, earlier));
    }

    // Random's own sequences of neighbouring seeds are alike.
    private static int HashOf(int seed, int number) =>
        (int)(((uint)seed * 2_654_435_761u) ^ ((uint)number * 2_246_822_519u));
}
