import type { Attachment } from 'svelte/attachments';

/** Works once, when the element comes near what can be seen: of fifty cards only the first few ask anything. */
export function whenSeen(work: () => void): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        work();
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
