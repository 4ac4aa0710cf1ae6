using LoopWorker.Loop.Users;

namespace LoopWorker.Demo;

/// <summary>A made-up user with a card and wishes of their own.</summary>
public sealed record MadeUser(string Pubkey, string Fingerprint, string Last4, UserPreferences Preferences)
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static MadeUser Make(Random random, int number) =>
        new(
            new string(random.GetItems<char>(Base58, 44)),
            $"fp_{random.NextInt64():x16}",
            $"{random.Next(10_000):D4}",
            new UserPreferences
            {
                AutoStake = number % 2 == 0,
                Notifications = new NotificationPreferences
                {
                    OnCapture = number % 3 != 0,
                    OnStake = number % 5 == 0,
                    OnYield = number % 7 != 0,
                    MinNotifyAmount = number % 4 == 0 ? 20_000_000_000UL : 1_000_000_000UL,
                },
            }
        );
}
