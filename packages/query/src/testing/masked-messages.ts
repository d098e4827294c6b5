/** Messages, and what is left of them when what varies is masked. */
export const MASKED_MESSAGES: readonly (readonly [message: string, masked: string])[] = [
  ["Cannot charge the card: expired", "Cannot charge the card: expired"],
  ["Cannot read properties of undefined (reading 'map')", "Cannot read properties of undefined (reading 'map')"],
  [
    'Cannot pay the order "0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01": payment gave no answer',
    'Cannot pay the order "<id>": payment gave no answer',
  ],
  ["span 00f067aa0ba902b7 of 4BF92F3577B34DA6A3CE929D0E0E4736", "span <id> of <id>"],
  ["order 1234567890123456 is gone", "order <id> is gone"],
  ["connect ECONNREFUSED 10.0.0.1:5432", "connect ECONNREFUSED <n>"],
  ["timeout after 250ms, attempt 3 of 5", "timeout after <n>ms, attempt <n> of <n>"],
  ["took 1,024.5 ms", "took <n> ms"],
  ["no such customer cus_NffrFeUfNV2Hib", "no such customer <id>"],
  ["order ord_77aa1 and ord_8f3a2", "order <id> and <id>"],
  ["fault at 0x7ffd in 8f3a21bc", "fault at <id> in <id>"],
  ["user bob.smith+x@mail.example.com is locked", "user <email> is locked"],
  ["SQLSTATE P0001 in utf8 over http2", "SQLSTATE P<n> in utf<n> over http<n>"],
  ["größe 12 zu groß", "größe <n> zu groß"],
  ["", ""],
];
