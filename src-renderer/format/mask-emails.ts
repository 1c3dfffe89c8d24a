export { maskEmails } from '#contract/mask-emails.ts';
